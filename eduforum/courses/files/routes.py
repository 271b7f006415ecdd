"""HTTP face of uploads: tus 1.0.0, so that any of its clients can send a file."""

from eduforum.courses.files import tus
from eduforum.courses.files.schemas import Upload
from eduforum.courses.files.uploads import CourseFiles
from eduforum.errors import Detail, Invalid
from eduforum.web.endpoint import Answer, Call, Endpoint, scoped

_TAG = "uploads"
_RESUMABLE = {"Tus-Resumable": "The version of the protocol: 1.0.0"}
_OFFSET = {"Upload-Offset": "How many bytes are kept"}
_MOST_SENT = 64 * 1024**3


class UploadRoutes:
    def __init__(self, files: CourseFiles) -> None:
        self._files = files

    def endpoints(self) -> list[Endpoint]:
        uploads = "/courses/{course_id}/uploads"
        upload = uploads + "/{upload_id}"
        always = {"Tus-Resumable": tus.VERSION, "Tus-Version": tus.VERSION}
        return scoped("courses", [
            Endpoint("OPTIONS", uploads, self.options, "What uploads can do (tus)", _TAG, status=204, auth=False,
                     always=always,
                     headers={"Tus-Version": "1.0.0", "Tus-Extension": "The extensions that are supported",
                              "Tus-Max-Size": "The largest file, in bytes"}),
            Endpoint("POST", uploads, self.create, "Begin an upload (tus creation)", _TAG, answer=Upload, status=201,
                     always=always,
                     request_headers={**_RESUMABLE, "Upload-Length": "The file's size in bytes",
                                      "Upload-Metadata": "`filename` and its value in base64"},
                     headers={"Location": "Where the file is sent to"},
                     errors=("not_found", "forbidden", "malformed", "invalid", "outdated", "too_large",
                             "unsupported_media_type", "conflict")),
            # HEAD, which a client asks how much there is, is answered by GET without its body.
            Endpoint("GET", upload, self.show, "How much of an upload is kept", _TAG, answer=Upload, always=always,
                     headers={**_OFFSET, "Upload-Length": "The file's size in bytes"},
                     errors=("not_found", "forbidden", "outdated")),
            Endpoint("PATCH", upload, self.append, "Send a piece of the file", _TAG, body=bytes, accepts=tus.CHUNK,
                     body_limit=_MOST_SENT, status=204, always=always,
                     request_headers={**_RESUMABLE, "Upload-Offset": "From where on"}, headers=_OFFSET,
                     errors=("not_found", "forbidden", "malformed", "outdated", "conflict", "too_large",
                             "unsupported_media_type")),
            Endpoint("DELETE", upload, self.abandon, "Give an upload up (tus termination)", _TAG, status=204,
                     always=always, request_headers=_RESUMABLE, errors=("not_found", "forbidden", "outdated")),
        ])  # fmt: skip

    async def options(self, call: Call[None, None]) -> Answer[None]:
        headers = {"Tus-Extension": tus.EXTENSIONS, "Tus-Max-Size": str(self._files.max_bytes)}
        return Answer(None, headers)

    async def create(self, call: Call[None, None]) -> Answer[Upload]:
        course_id = call.path["course_id"]
        await self._files.may_upload(call.principal, course_id)
        headers = call.request.headers
        tus.check_version(headers.get("tus-resumable"))
        size = tus.parse_number("Upload-Length", headers.get("upload-length"))
        name = tus.parse_metadata(headers.get("upload-metadata")).get("filename")
        if name is None:
            raise Invalid(details=[Detail("Upload-Metadata", "This must have the `filename`.")])
        upload = await self._files.create(call.principal, course_id, name, size)
        return Answer(upload, {"Location": f"/api/v1/courses/{course_id}/uploads/{upload.id}"})

    async def show(self, call: Call[None, None]) -> Answer[Upload]:
        upload = await self._files.find(call.principal, call.path["course_id"], call.path["upload_id"])
        if call.request.method == "HEAD":
            tus.check_version(call.request.headers.get("tus-resumable"))
        return Answer(upload, {"Upload-Offset": str(upload.received), "Upload-Length": str(upload.size)})

    async def append(self, call: Call[None, None]) -> Answer[None]:
        course_id, upload_id = call.path["course_id"], call.path["upload_id"]
        await self._files.find(call.principal, course_id, upload_id)
        headers = call.request.headers
        tus.check_version(headers.get("tus-resumable"))
        offset = tus.parse_number("Upload-Offset", headers.get("upload-offset"))
        received = await self._files.append(call.principal, course_id, upload_id, offset, call.request.stream())
        return Answer(None, {"Upload-Offset": str(received)})

    async def abandon(self, call: Call[None, None]) -> None:
        course_id, upload_id = call.path["course_id"], call.path["upload_id"]
        await self._files.find(call.principal, course_id, upload_id)
        tus.check_version(call.request.headers.get("tus-resumable"))
        await self._files.abandon(call.principal, course_id, upload_id)
