# docker build -t eduforum .
# docker run -p 8080:8080 -p 40000-40007:40000-40007/udp -p 40000-40007:40000-40007 -v eduforum:/data eduforum
FROM python:3.11-bookworm AS build
WORKDIR /src
COPY . .
RUN make wheel

FROM python:3.11-slim-bookworm
RUN --mount=type=bind,from=build,source=/src,target=/src \
    pip install --no-cache-dir --require-hashes -r /src/requirements/runtime.txt \
    && pip install --no-cache-dir --no-deps /src/dist/*.whl \
    && useradd --system --uid 10001 --create-home eduforum \
    && install -d -m 0700 -o eduforum /data
USER 10001
ENV EDUFORUM_SERVER__HOST=0.0.0.0 \
    EDUFORUM_DATA__DIR=/data \
    EDUFORUM_MEDIA__UDP_PORT=40000
VOLUME /data
EXPOSE 8080/tcp 40000-40007/udp 40000-40007/tcp
HEALTHCHECK --start-period=30s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz')"]
ENTRYPOINT ["eduforum"]
CMD ["serve"]
