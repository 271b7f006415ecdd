"""Who may do what over HTTP, as one table: an answer's status for each call and role."""

from eduforum.web.app import declared_endpoints

# Students by their role, of whom hosts have decided otherwise in the session, and who came by a link for it. Wherever a
# session is named it is live, but for its start and its record.
STANDINGS = ("co_host", "banned", "guest")

ROLES = ("nobody", "stranger", "observer", "student", "ta", "co_professor", "professor", "admin", *STANDINGS)

MATRIX: dict[str, tuple[int, ...]] = {
    # In the order of ROLES.
    "GET /auth/me":                                             (401, 200, 200, 200, 200, 200, 200, 200, 200, 200, 401),
    "PATCH /auth/me":                                           (401, 200, 200, 200, 200, 200, 200, 200, 200, 200, 401),
    "GET /auth/2fa":                                            (401, 200, 200, 200, 200, 200, 200, 200, 200, 200, 401),
    "POST /auth/2fa/setup":                                     (401, 200, 200, 200, 200, 200, 200, 200, 200, 200, 401),
    # Nobody has set it up.
    "POST /auth/2fa/confirm":                                   (401, 409, 409, 409, 409, 409, 409, 409, 409, 409, 401),
    "POST /auth/2fa/backup-codes":                              (401, 409, 409, 409, 409, 409, 409, 409, 409, 409, 401),
    "POST /auth/2fa/disable":                                   (401, 409, 409, 409, 409, 409, 409, 409, 409, 409, 401),
    "GET /auth/devices":                                        (401, 200, 200, 200, 200, 200, 200, 200, 200, 200, 401),
    "DELETE /auth/devices":                                     (401, 204, 204, 204, 204, 204, 204, 204, 204, 204, 401),
    # Of somebody else's sign-in.
    "DELETE /auth/devices/{login_id}":                          (401, 404, 404, 404, 404, 404, 404, 404, 404, 404, 401),
    "GET /auth/identities":                                     (401, 200, 200, 200, 200, 200, 200, 200, 200, 200, 401),
    # Nobody has linked one.
    "DELETE /auth/identities/{identity_id}":                    (401, 404, 404, 404, 404, 404, 404, 404, 404, 404, 401),
    "GET /auth/tokens":                                         (401, 200, 200, 200, 200, 200, 200, 200, 200, 200, 401),
    "POST /auth/tokens":                                        (401, 201, 201, 201, 201, 201, 201, 201, 201, 201, 401),
    # Of somebody else.
    "DELETE /auth/tokens/{token_id}":                           (401, 404, 404, 404, 404, 404, 404, 404, 404, 404, 401),
    # There is no mail server.
    "POST /auth/email/verification":                           (401, 409, 409, 409, 409, 409, 409, 409, 409, 409, 401),
    "POST /auth/password/reset-links":                         (401, 403, 403, 403, 403, 403, 403, 201, 403, 403, 401),
    "POST /auth/invitations":                                  (401, 403, 403, 403, 403, 403, 403, 201, 403, 403, 401),
    "GET /auth/invitations":                                   (401, 403, 403, 403, 403, 403, 403, 200, 403, 403, 401),
    # Nobody has been invited, and no letter was given up.
    "DELETE /auth/invitations/{invitation_id}":                (401, 403, 403, 403, 403, 403, 403, 404, 403, 403, 401),
    "GET /admin/mails":                                        (401, 403, 403, 403, 403, 403, 403, 200, 403, 403, 401),
    "POST /admin/mails/{mail_id}/retry":                       (401, 403, 403, 403, 403, 403, 403, 404, 403, 403, 401),
    "DELETE /admin/mails/{mail_id}":                           (401, 403, 403, 403, 403, 403, 403, 404, 403, 403, 401),
    "POST /courses/{course_id}/invitations":                   (401, 404, 403, 403, 403, 201, 201, 201, 403, 403, 401),
    "GET /courses/{course_id}/invitations":                    (401, 404, 403, 403, 403, 200, 200, 200, 403, 403, 401),
    "DELETE /courses/{course_id}/invitations/{invitation_id}": (401, 404, 403, 403, 403, 404, 404, 404, 403, 403, 401),
    "POST /courses":                                            (401, 403, 403, 403, 403, 201, 201, 201, 403, 403, 401),
    "GET /courses":                                             (401, 200, 200, 200, 200, 200, 200, 200, 200, 200, 401),
    "POST /courses/join":                                       (401, 201, 409, 409, 409, 409, 409, 201, 409, 409, 401),
    "GET /courses/{course_id}":                                 (401, 404, 200, 200, 200, 200, 200, 200, 200, 200, 401),
    "PATCH /courses/{course_id}":                               (401, 404, 403, 403, 403, 200, 200, 200, 403, 403, 401),
    "DELETE /courses/{course_id}":                              (401, 404, 403, 403, 403, 403, 204, 204, 403, 403, 401),
    "POST /courses/{course_id}/restore":                        (401, 404, 404, 404, 404, 404, 200, 200, 404, 404, 401),
    "POST /courses/{course_id}/enrollments":                    (401, 404, 403, 403, 403, 201, 201, 201, 403, 403, 401),
    "GET /courses/{course_id}/enrollments":                     (401, 404, 200, 200, 200, 200, 200, 200, 200, 200, 401),
    "DELETE /courses/{course_id}/enrollments/{enrollment_id}":  (401, 404, 403, 403, 403, 204, 204, 204, 403, 403, 401),
    "POST /courses/{course_id}/sessions":                       (401, 404, 403, 403, 403, 201, 201, 201, 403, 403, 401),
    "GET /courses/{course_id}/sessions":                        (401, 404, 200, 200, 200, 200, 200, 200, 200, 200, 401),
    "GET /courses/{course_id}/sessions/{session_id}":           (401, 404, 200, 200, 200, 200, 200, 200, 200, 200, 401),
    "PATCH /courses/{course_id}/sessions/{session_id}":         (401, 404, 403, 403, 403, 200, 200, 200, 403, 403, 401),
    # Of the course's professors only some make courses: whoever is none elsewhere may not copy one.
    "POST /courses/{course_id}/copy":                           (401, 403, 403, 403, 403, 201, 201, 201, 403, 403, 401),
    "POST /courses/{course_id}/archive":                        (401, 404, 403, 403, 403, 200, 200, 200, 403, 403, 401),
    "POST /courses/{course_id}/unarchive":                      (401, 404, 403, 403, 403, 200, 200, 200, 403, 403, 401),
    "PATCH /courses/{course_id}/enrollments/{enrollment_id}":   (401, 404, 403, 403, 403, 200, 200, 200, 403, 403, 401),
    # What comes is no roster: whoever may import one hears that.
    "POST /courses/{course_id}/roster":                         (401, 404, 403, 403, 403, 422, 422, 422, 403, 403, 401),
    "GET /courses/{course_id}/roster.csv":                      (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "GET /courses/{course_id}/expected":                        (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "POST /courses/{course_id}/expected":                       (401, 404, 403, 403, 403, 201, 201, 201, 403, 403, 401),
    "DELETE /courses/{course_id}/expected/{expected_id}":       (401, 404, 403, 403, 403, 204, 204, 204, 403, 403, 401),
    "POST /courses/{course_id}/series/preview":                 (401, 404, 403, 403, 403, 200, 200, 200, 403, 403, 401),
    "POST /courses/{course_id}/series":                         (401, 404, 403, 403, 403, 201, 201, 201, 403, 403, 401),
    "GET /courses/{course_id}/series":                          (401, 404, 200, 200, 200, 200, 200, 200, 200, 200, 401),
    "POST /courses/{course_id}/series/{series_id}/rest":        (401, 404, 403, 403, 403, 200, 200, 200, 403, 403, 401),
    "DELETE /courses/{course_id}/series/{series_id}":           (401, 404, 403, 403, 403, 204, 204, 204, 403, 403, 401),
    # Professors set how grades are reckoned, all who teach enter marks, students have their own.
    "GET /courses/{course_id}/gradebook":                      (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "PATCH /courses/{course_id}/gradebook/settings":           (401, 404, 403, 403, 403, 200, 200, 200, 403, 403, 401),
    "POST /courses/{course_id}/gradebook/categories":          (401, 404, 403, 403, 403, 201, 201, 201, 403, 403, 401),
    "PATCH /courses/{course_id}/gradebook/categories/{category_id}":
                                                               (401, 404, 403, 403, 403, 200, 200, 200, 403, 403, 401),
    "DELETE /courses/{course_id}/gradebook/categories/{category_id}":
                                                               (401, 404, 403, 403, 403, 204, 204, 204, 403, 403, 401),
    "GET /courses/{course_id}/gradebook/sources":              (401, 404, 403, 403, 403, 200, 200, 200, 403, 403, 401),
    "POST /courses/{course_id}/gradebook/columns":             (401, 404, 403, 403, 403, 201, 201, 201, 403, 403, 401),
    "PATCH /courses/{course_id}/gradebook/columns/{column_id}":(401, 404, 403, 403, 403, 200, 200, 200, 403, 403, 401),
    "DELETE /courses/{course_id}/gradebook/columns/{column_id}":(401, 404, 403, 403, 403, 204, 204, 204, 403, 403, 401),
    "POST /courses/{course_id}/gradebook/columns/{column_id}/put-back":
                                                               (401, 404, 403, 403, 403, 200, 200, 200, 403, 403, 401),
    "PUT /courses/{course_id}/gradebook/columns/{column_id}/curve":
                                                               (401, 404, 403, 403, 403, 200, 200, 200, 403, 403, 401),
    "DELETE /courses/{course_id}/gradebook/columns/{column_id}/curve":
                                                               (401, 404, 403, 403, 403, 200, 200, 200, 403, 403, 401),
    "POST /courses/{course_id}/gradebook/publish":             (401, 404, 403, 403, 403, 204, 204, 204, 403, 403, 401),
    "PATCH /courses/{course_id}/gradebook/cells":              (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "GET /courses/{course_id}/gradebook/cells/{column_id}/{student_id}":
                                                               (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "PUT /courses/{course_id}/gradebook/cells/{column_id}/{student_id}":
                                                               (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "GET /courses/{course_id}/gradebook/history":              (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "GET /courses/{course_id}/gradebook/students/{student_id}/derivation":
                                                               (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "PUT /courses/{course_id}/gradebook/students/{student_id}/standings":
                                                               (401, 404, 403, 403, 403, 200, 200, 200, 403, 403, 401),
    # Nobody is in a tie.
    "POST /courses/{course_id}/gradebook/ties":                (401, 404, 403, 403, 403, 409, 409, 409, 403, 403, 401),
    "DELETE /courses/{course_id}/gradebook/ties/{tie_id}":     (401, 404, 403, 403, 403, 404, 404, 404, 403, 403, 401),
    "POST /courses/{course_id}/gradebook/import":              (401, 404, 403, 403, 403, 200, 200, 200, 403, 403, 401),
    "GET /courses/{course_id}/gradebook/export.csv":           (401, 404, 403, 403, 403, 200, 200, 200, 403, 403, 401),
    "GET /courses/{course_id}/gradebook/export.xlsx":          (401, 404, 403, 403, 403, 200, 200, 200, 403, 403, 401),
    "GET /courses/{course_id}/gradebook/term-export.zip":      (401, 404, 403, 403, 403, 200, 200, 200, 403, 403, 401),
    "GET /courses/{course_id}/gradebook/me":                   (401, 404, 403, 200, 403, 403, 403, 403, 200, 200, 401),
    "GET /courses/{course_id}/gradebook/me/derivation":        (401, 404, 403, 200, 403, 403, 403, 403, 200, 200, 401),
    "POST /courses/{course_id}/gradebook/me/what-if":          (401, 404, 403, 200, 403, 403, 403, 403, 200, 200, 401),
    "GET /calendar-feeds":                                      (401, 200, 200, 200, 200, 200, 200, 200, 200, 200, 401),
    "POST /calendar-feeds":                                     (401, 404, 201, 201, 201, 201, 201, 201, 201, 201, 401),
    # Of somebody else's.
    "DELETE /calendar-feeds/{feed_id}":                         (401, 404, 404, 404, 404, 404, 404, 404, 404, 404, 401),
    "GET /sessions/{session_id}/calendar":                      (401, 404, 200, 200, 200, 200, 200, 200, 200, 200, 401),
    "GET /sessions/{session_id}/calendar.ics":                  (401, 404, 200, 200, 200, 200, 200, 200, 200, 200, 401),
    # What comes is no upload, there is none, or no such folder or item: whoever may have to do with it hears that.
    "POST /courses/{course_id}/uploads":                        (401, 404, 403, 412, 412, 412, 412, 412, 412, 412, 401),
    "GET /courses/{course_id}/uploads/{upload_id}":             (401, 404, 403, 404, 404, 404, 404, 404, 404, 404, 401),
    "PATCH /courses/{course_id}/uploads/{upload_id}":           (401, 404, 403, 404, 404, 404, 404, 404, 404, 404, 401),
    "DELETE /courses/{course_id}/uploads/{upload_id}":          (401, 404, 403, 404, 404, 404, 404, 404, 404, 404, 401),
    "GET /courses/{course_id}/content":                         (401, 404, 200, 200, 200, 200, 200, 200, 200, 200, 401),
    "PUT /courses/{course_id}/content/order":                   (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "POST /courses/{course_id}/content/folders":                (401, 404, 403, 403, 201, 201, 201, 201, 403, 403, 401),
    "PATCH /courses/{course_id}/content/folders/{folder_id}":   (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "DELETE /courses/{course_id}/content/folders/{folder_id}":  (401, 404, 403, 403, 204, 204, 204, 204, 403, 403, 401),
    "POST /courses/{course_id}/content/folders/{folder_id}/restore":
                                                               (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "POST /courses/{course_id}/content/items":                  (401, 404, 403, 403, 201, 201, 201, 201, 403, 403, 401),
    # Hidden from students.
    "GET /courses/{course_id}/content/items/{item_id}":         (401, 404, 404, 404, 200, 200, 200, 200, 404, 404, 401),
    "PATCH /courses/{course_id}/content/items/{item_id}":       (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "DELETE /courses/{course_id}/content/items/{item_id}":      (401, 404, 403, 403, 204, 204, 204, 204, 403, 403, 401),
    "POST /courses/{course_id}/content/items/{item_id}/restore":
                                                               (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "GET /courses/{course_id}/content/items/{item_id}/file":    (401, 404, 404, 404, 200, 200, 200, 200, 404, 404, 401),
    "GET /courses/{course_id}/assignments":                     (401, 404, 200, 200, 200, 200, 200, 200, 200, 200, 401),
    "POST /courses/{course_id}/assignments":                    (401, 404, 403, 403, 403, 201, 201, 201, 403, 403, 401),
    "GET /courses/{course_id}/assignments/{assignment_id}":     (401, 404, 200, 200, 200, 200, 200, 200, 200, 200, 401),
    "PATCH /courses/{course_id}/assignments/{assignment_id}":   (401, 404, 403, 403, 403, 200, 200, 200, 403, 403, 401),
    "DELETE /courses/{course_id}/assignments/{assignment_id}":  (401, 404, 403, 403, 403, 204, 204, 204, 403, 403, 401),
    "POST /courses/{course_id}/assignments/{assignment_id}/restore":
                                                               (401, 404, 403, 403, 403, 200, 200, 200, 403, 403, 401),
    "PUT /courses/{course_id}/assignments/{assignment_id}/release":
                                                               (401, 404, 403, 403, 403, 200, 200, 200, 403, 403, 401),
    "POST /courses/{course_id}/assignments/{assignment_id}/late-policy/preview":
                                                               (401, 404, 403, 403, 403, 200, 200, 200, 403, 403, 401),
    "GET /courses/{course_id}/assignments/{assignment_id}/works":
                                                               (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "GET /courses/{course_id}/assignments/{assignment_id}/works/{person_id}":
                                                               (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "PUT /courses/{course_id}/assignments/{assignment_id}/works/{person_id}/extension":
                                                               (401, 404, 403, 403, 403, 200, 200, 200, 403, 403, 401),
    "DELETE /courses/{course_id}/assignments/{assignment_id}/works/{person_id}/extension":
                                                               (401, 404, 403, 403, 403, 200, 200, 200, 403, 403, 401),
    "POST /courses/{course_id}/assignments/{assignment_id}/submissions":
                                                               (401, 404, 403, 201, 403, 403, 403, 403, 201, 201, 401),
    # Of what another student has handed in.
    "GET /courses/{course_id}/assignments/{assignment_id}/submissions/{submission_id}/files/{file_id}":
                                                               (401, 404, 404, 404, 200, 200, 200, 200, 404, 404, 401),
    "PUT /courses/{course_id}/assignments/{assignment_id}/submissions/{submission_id}/grade":
                                                               (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "GET /sessions":                                            (401, 200, 200, 200, 200, 200, 200, 200, 200, 200, 401),
    "GET /sessions/{session_id}":                               (401, 404, 200, 200, 200, 200, 200, 200, 200, 200, 401),
    "POST /sessions/{session_id}/start":                        (401, 404, 403, 403, 403, 200, 200, 200, 403, 403, 401),
    "POST /sessions/{session_id}/end":                          (401, 404, 403, 403, 403, 200, 200, 200, 403, 403, 401),
    "GET /sessions/{session_id}/quality":                       (401, 404, 200, 200, 200, 200, 200, 200, 200, 200, 401),
    "GET /sessions/{session_id}/participation":                 (401, 404, 403, 200, 200, 200, 200, 200, 200, 403, 401),
    "GET /sessions/{session_id}/participation/turns":           (401, 404, 403, 403, 200, 200, 200, 403, 403, 403, 401),
    # Nobody has been in this session; an administrator has to say why they look.
    "GET /sessions/{session_id}/participation/people/{person_id}":
                                                               (401, 404, 403, 403, 404, 404, 404, 422, 403, 403, 401),
    "PUT /sessions/{session_id}/participation/assistants":      (401, 404, 403, 403, 403, 200, 200, 403, 403, 403, 401),
    # Nobody interprets in this session.
    "PUT /sessions/{session_id}/participation/voices/{interpreter_id}":
                                                               (401, 404, 403, 403, 404, 404, 404, 403, 403, 403, 401),
    "GET /sessions/{session_id}/record":                        (401, 404, 200, 200, 200, 200, 200, 200, 200, 200, 401),
    "GET /sessions/{session_id}/record/timeline":               (401, 404, 200, 200, 200, 200, 200, 200, 200, 200, 401),
    "GET /sessions/{session_id}/record/attendance":             (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "GET /sessions/{session_id}/record/attendance.csv":         (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "GET /sessions/{session_id}/record/talk":                   (401, 404, 403, 200, 200, 200, 200, 403, 200, 200, 401),
    "GET /sessions/{session_id}/chat/messages":                 (401, 404, 200, 200, 200, 200, 200, 200, 200, 403, 401),
    "GET /sessions/{session_id}/chat/search":                   (401, 404, 200, 200, 200, 200, 200, 200, 200, 403, 401),
    "GET /sessions/{session_id}/chat/export.json":              (401, 404, 200, 200, 200, 200, 200, 200, 200, 403, 401),
    "GET /sessions/{session_id}/chat/export.csv":               (401, 404, 200, 200, 200, 200, 200, 200, 200, 403, 401),
    "POST /sessions/{session_id}/chat/files":                   (401, 404, 403, 201, 201, 201, 201, 201, 201, 403, 401),
    "GET /sessions/{session_id}/chat/files/{file_id}":          (401, 404, 404, 404, 404, 404, 404, 404, 404, 403, 401),
    # Nobody has drawn on a board; what comes is no image: whoever may put one up hears that.
    "GET /sessions/{session_id}/boards":                        (401, 404, 200, 200, 200, 200, 200, 200, 200, 403, 401),
    "GET /sessions/{session_id}/boards/{board_id}/pages":       (401, 404, 404, 404, 404, 404, 404, 404, 404, 403, 401),
    "GET /sessions/{session_id}/boards/{board_id}/page.png":    (401, 404, 404, 404, 404, 404, 404, 404, 404, 403, 401),
    "GET /sessions/{session_id}/boards/{board_id}/thumbnail.png":
                                                                (401, 404, 404, 404, 404, 404, 404, 404, 404, 403, 401),
    "GET /sessions/{session_id}/boards/{board_id}/board.pdf":   (401, 404, 404, 404, 404, 404, 404, 404, 404, 403, 401),
    "POST /sessions/{session_id}/board-images":                 (401, 404, 403, 415, 415, 415, 415, 415, 415, 403, 401),
    "GET /sessions/{session_id}/board-images/{image_id}":       (401, 404, 404, 404, 404, 404, 404, 404, 404, 403, 401),
    "GET /sessions/{session_id}/questions": (401, 404, 200, 200, 200, 200, 200, 200, 200, 403, 401),
    "POST /sessions/{session_id}/questions": (401, 404, 403, 201, 201, 201, 201, 201, 201, 403, 401),
    "POST /sessions/{session_id}/questions/{question_id}/vote": (401, 404, 403, 200, 200, 200, 200, 200, 200, 403, 401),
    "POST /sessions/{session_id}/questions/{question_id}/merge":
                                                               (401, 404, 403, 403, 200, 200, 200, 403, 403, 403, 401),
    "POST /sessions/{session_id}/questions/{question_id}/answer":
                                                               (401, 404, 403, 403, 200, 200, 200, 403, 403, 403, 401),
    "POST /sessions/{session_id}/questions/{question_id}/queue":
                                                               (401, 404, 403, 403, 200, 200, 200, 403, 403, 403, 401),
    "DELETE /sessions/{session_id}/questions/{question_id}": (401, 404, 403, 403, 204, 204, 204, 403, 403, 403, 401),
    # What comes is no offer: whoever may make one hears that.
    "POST /sessions/{session_id}/whip":                         (401, 404, 403, 422, 422, 422, 422, 422, 422, 403, 401),
    "POST /sessions/{session_id}/whep":                         (401, 404, 422, 422, 422, 422, 422, 422, 422, 403, 401),
    "PATCH /sessions/{session_id}/whip/{resource}":             (401, 404, 404, 404, 404, 404, 404, 404, 404, 404, 401),
    "DELETE /sessions/{session_id}/whip/{resource}":            (401, 404, 404, 404, 404, 404, 404, 404, 404, 404, 401),
    "PATCH /sessions/{session_id}/whep/{resource}":             (401, 404, 404, 404, 404, 404, 404, 404, 404, 404, 401),
    "DELETE /sessions/{session_id}/whep/{resource}":            (401, 404, 404, 404, 404, 404, 404, 404, 404, 404, 401),
    "POST /sessions/{session_id}/join":                         (401, 404, 200, 200, 200, 200, 200, 200, 200, 200, 401),
    "GET /sessions/{session_id}/guest-links":                   (401, 404, 403, 403, 403, 200, 200, 200, 403, 403, 401),
    "POST /sessions/{session_id}/guest-links":                  (401, 404, 403, 403, 403, 201, 201, 201, 403, 403, 401),
    "DELETE /sessions/{session_id}/guest-links/{link_id}":      (401, 404, 403, 403, 403, 200, 200, 200, 403, 403, 401),
    "GET /sessions/{session_id}/guests":                        (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    # Every question of a bank has its key: by its id nobody else can tell that it is there.
    "POST /learning/questions":                                 (401, 404, 403, 403, 201, 201, 201, 201, 403, 403, 401),
    "GET /learning/questions":                                  (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "GET /learning/questions/tags":                             (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "POST /learning/questions/import":                          (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "GET /learning/questions/export/csv":                       (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "GET /learning/questions/export/qti":                       (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "GET /learning/questions/{question_id}":                    (401, 404, 404, 404, 200, 200, 200, 200, 404, 404, 401),
    "PATCH /learning/questions/{question_id}":                  (401, 404, 404, 404, 200, 200, 200, 200, 404, 404, 401),
    "DELETE /learning/questions/{question_id}":                 (401, 404, 404, 404, 204, 204, 204, 204, 404, 404, 401),
    "POST /learning/questions/{question_id}/restore":           (401, 404, 404, 404, 200, 200, 200, 200, 404, 404, 401),
    "GET /learning/questions/{question_id}/versions":           (401, 404, 404, 404, 200, 200, 200, 200, 404, 404, 401),
    "GET /learning/polls":                                      (401, 404, 200, 200, 200, 200, 200, 200, 200, 403, 401),
    "POST /learning/polls":                                     (401, 404, 403, 403, 201, 201, 201, 201, 403, 403, 401),
    "POST /learning/polls/{poll_id}/vote":                      (401, 404, 403, 200, 403, 403, 403, 403, 200, 403, 401),
    # An anonymous poll.
    "POST /learning/polls/{poll_id}/token":                     (401, 404, 403, 200, 403, 403, 403, 403, 200, 403, 401),
    "GET /learning/polls/{poll_id}/results":                    (401, 404, 200, 200, 200, 200, 200, 200, 200, 403, 401),
    "GET /learning/polls/{poll_id}/export":                     (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "POST /learning/polls/{poll_id}/close":                     (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "POST /learning/polls/{poll_id}/extend":                    (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    # A vote that runs is neither discussed nor repeated.
    "POST /learning/polls/{poll_id}/discuss":                   (401, 404, 403, 403, 409, 409, 409, 409, 403, 403, 401),
    "POST /learning/polls/{poll_id}/repeat":                    (401, 404, 403, 403, 409, 409, 409, 409, 403, 403, 401),
    "POST /learning/polls/{poll_id}/share":                     (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "GET /learning/prepared-polls":                             (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "POST /learning/prepared-polls":                            (401, 404, 403, 403, 201, 201, 201, 201, 403, 403, 401),
    "PUT /learning/prepared-polls/{prepared_id}":               (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "DELETE /learning/prepared-polls/{prepared_id}":            (401, 404, 403, 403, 204, 204, 204, 204, 403, 403, 401),
    "GET /learning/plans":                                      (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "POST /learning/plans":                                     (401, 404, 403, 403, 201, 201, 201, 201, 403, 403, 401),
    "GET /learning/plans/{plan_id}":                            (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "PUT /learning/plans/{plan_id}":                            (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "DELETE /learning/plans/{plan_id}":                         (401, 404, 403, 403, 204, 204, 204, 204, 403, 403, 401),
    "POST /learning/plans/{plan_id}/rehearsals":                (401, 404, 403, 403, 201, 201, 201, 201, 403, 403, 401),
    "GET /learning/plans/{plan_id}/rehearsals":                 (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "GET /learning/plans/{plan_id}/rehearsals/{rehearsal_id}":  (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "POST /learning/plans/{plan_id}/rehearsals/{rehearsal_id}/stop":
                                                               (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "DELETE /learning/plans/{plan_id}/rehearsals/{rehearsal_id}":
                                                               (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "POST /learning/plans/{plan_id}/restore":                   (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "GET /learning/plans/{plan_id}/uses":                       (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "GET /learning/plan-runs/{session_id}":                     (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "POST /learning/plan-runs/{session_id}/use":                (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "POST /learning/plan-runs/{session_id}/start":              (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    # Nothing is prepared for the step, which can only be begun.
    "POST /learning/plan-runs/{session_id}/launch":             (401, 404, 403, 403, 409, 409, 409, 409, 403, 403, 401),
    "POST /learning/plan-runs/{session_id}/back":               (401, 404, 403, 403, 409, 409, 409, 409, 403, 403, 401),
    "POST /learning/plan-runs/{session_id}/finish":             (401, 404, 403, 403, 409, 409, 409, 409, 403, 403, 401),
    "POST /learning/plan-runs/{session_id}/arrange":            (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "POST /learning/plan-runs/{session_id}/titles":             (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "POST /learning/quizzes":                                   (401, 404, 403, 403, 201, 201, 201, 201, 403, 403, 401),
    "GET /learning/quizzes":                                    (401, 404, 200, 200, 200, 200, 200, 200, 200, 403, 401),
    "GET /learning/quizzes/{quiz_id}":                          (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    # It is open: only a draft is taken away.
    "DELETE /learning/quizzes/{quiz_id}":                       (401, 404, 403, 403, 409, 409, 409, 409, 403, 403, 401),
    "POST /learning/quizzes/{quiz_id}/open":                    (401, 404, 403, 403, 409, 409, 409, 409, 403, 403, 401),
    "POST /learning/quizzes/{quiz_id}/close":                   (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "POST /learning/quizzes/{quiz_id}/extend":                  (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    # Not before it is closed.
    "POST /learning/quizzes/{quiz_id}/release":                 (401, 404, 403, 403, 409, 409, 409, 409, 403, 403, 401),
    "POST /learning/quizzes/{quiz_id}/regrade/preview":         (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "POST /learning/quizzes/{quiz_id}/regrade":                 (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "POST /learning/quizzes/{quiz_id}/undo":                    (401, 404, 403, 403, 409, 409, 409, 409, 403, 403, 401),
    "GET /learning/quizzes/{quiz_id}/progress":                 (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "GET /learning/quizzes/{quiz_id}/results":                  (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    # Nobody but students takes one; these attempts are of somebody else's.
    "POST /learning/quizzes/{quiz_id}/attempts":                (401, 404, 403, 201, 403, 403, 403, 403, 201, 403, 401),
    "GET /learning/quizzes/{quiz_id}/attempt":                  (401, 404, 403, 404, 403, 403, 403, 403, 404, 403, 401),
    "POST /learning/quizzes/{quiz_id}/answer":                  (401, 404, 403, 404, 403, 403, 403, 403, 404, 403, 401),
    "POST /learning/quizzes/{quiz_id}/submit":                  (401, 404, 403, 404, 403, 403, 403, 403, 404, 403, 401),
    "POST /learning/quizzes/{quiz_id}/focus":                   (401, 404, 403, 404, 403, 403, 403, 403, 404, 403, 401),
    "GET /learning/quizzes/{quiz_id}/attempts/{attempt_id}":    (401, 404, 404, 404, 404, 404, 404, 404, 404, 403, 401),
    "POST /learning/breakout/create":                           (401, 404, 403, 403, 200, 200, 200, 403, 200, 403, 401),
    "POST /learning/breakout/assign":                           (401, 404, 403, 403, 200, 200, 200, 403, 200, 403, 401),
    "POST /learning/breakout/open":                             (401, 404, 403, 403, 200, 200, 200, 403, 200, 403, 401),
    # Students move themselves, where groups are chosen. This one is not in the room.
    "POST /learning/breakout/move":                             (401, 404, 403, 403, 404, 404, 404, 403, 404, 403, 401),
    "POST /learning/breakout/broadcast":                        (401, 404, 403, 403, 200, 200, 200, 403, 200, 403, 401),
    "POST /learning/breakout/end":                              (401, 404, 403, 403, 200, 200, 200, 403, 200, 403, 401),
    "GET /learning/hands":                                      (401, 404, 200, 200, 200, 200, 200, 200, 200, 403, 401),
    "POST /learning/hands":                                     (401, 404, 403, 201, 201, 201, 201, 201, 201, 403, 401),
    # The hand is a student's who is none of those who call.
    "POST /learning/hands/{hand_id}/lower":                     (401, 404, 403, 403, 200, 200, 200, 403, 200, 403, 401),
    "POST /learning/hands/{hand_id}/restore":                   (401, 404, 403, 403, 200, 200, 200, 403, 200, 403, 401),
    "POST /learning/hands/lower-all":                           (401, 404, 403, 403, 200, 200, 200, 403, 200, 403, 401),
    "POST /learning/hands/call":                                (401, 404, 403, 403, 200, 200, 200, 403, 200, 403, 401),
    # Nobody is in the room.
    "POST /learning/hands/put":                                 (401, 404, 403, 403, 409, 409, 409, 403, 409, 403, 401),
    "POST /learning/hands/give":                                (401, 404, 403, 403, 409, 409, 409, 403, 409, 403, 401),
    "POST /learning/hands/sort":                                (401, 404, 403, 403, 200, 200, 200, 403, 200, 403, 401),
    "POST /learning/hands/time":                                (401, 404, 403, 403, 200, 200, 200, 403, 200, 403, 401),
    "POST /learning/hands/extend":                              (401, 404, 403, 403, 409, 409, 409, 403, 409, 403, 401),
    "GET /learning/floors":                                     (401, 404, 200, 200, 200, 200, 200, 200, 200, 403, 401),
    "POST /learning/floors":                                    (401, 404, 403, 403, 201, 201, 201, 403, 201, 403, 401),
    # Those who are taught answer, while people think.
    "POST /learning/floors/{floor_id}/give":                    (401, 404, 403, 200, 403, 403, 403, 403, 200, 403, 401),
    "POST /learning/floors/{floor_id}/reveal":                  (401, 404, 403, 403, 200, 200, 200, 403, 200, 403, 401),
    # Nobody has raised a hand.
    "POST /learning/floors/{floor_id}/call":                    (401, 404, 403, 403, 409, 409, 409, 403, 409, 403, 401),
    "POST /learning/floors/{floor_id}/close":                   (401, 404, 403, 403, 200, 200, 200, 403, 200, 403, 401),
    # To others the log of who could have been drawn would say who is not to be called, and who has spoken how much.
    "GET /learning/cold-calls":                                 (401, 404, 403, 403, 403, 200, 200, 403, 403, 403, 401),
    # Nobody is there to be drawn, and there is no such call.
    "POST /learning/cold-calls":                                (401, 404, 403, 403, 409, 409, 409, 403, 403, 403, 401),
    "POST /learning/cold-calls/{call_id}/call":                 (401, 404, 403, 403, 404, 404, 404, 403, 403, 403, 401),
    "POST /learning/cold-calls/{call_id}/end":                  (401, 404, 403, 403, 404, 404, 404, 403, 403, 403, 401),
    "POST /learning/cold-calls/{call_id}/pass":                 (401, 404, 404, 404, 404, 404, 404, 404, 404, 403, 401),
    "POST /learning/cold-calls/{call_id}/write":                (401, 404, 404, 404, 404, 404, 404, 404, 404, 403, 401),
    "GET /learning/debates": (401, 404, 200, 200, 200, 200, 200, 200, 200, 403, 401),
    "POST /learning/debates": (401, 404, 403, 403, 201, 201, 201, 403, 201, 403, 401),
    # Nobody is in the room to argue, and no vote is open.
    "POST /learning/debates/{debate_id}/draw": (401, 404, 403, 403, 409, 409, 409, 403, 409, 403, 401),
    "POST /learning/debates/{debate_id}/sides": (401, 404, 403, 403, 409, 409, 409, 403, 409, 403, 401),
    "POST /learning/debates/{debate_id}/ask": (401, 404, 403, 403, 200, 200, 200, 403, 200, 403, 401),
    "POST /learning/debates/{debate_id}/count": (401, 404, 403, 403, 409, 409, 409, 403, 409, 403, 401),
    # While the first vote is open.
    "POST /learning/debates/{debate_id}/token": (401, 404, 403, 200, 403, 403, 403, 403, 200, 403, 401),
    # Nobody speaks, which is no secret.
    "POST /learning/debates/{debate_id}/begin": (401, 404, 403, 403, 409, 409, 409, 403, 409, 403, 401),
    "POST /learning/debates/{debate_id}/pause": (401, 404, 403, 403, 409, 409, 409, 403, 409, 403, 401),
    "POST /learning/debates/{debate_id}/adjust": (401, 404, 403, 403, 200, 200, 200, 403, 200, 403, 401),
    "POST /learning/debates/{debate_id}/yield": (401, 404, 409, 409, 409, 409, 409, 409, 409, 403, 401),
    "POST /learning/debates/{debate_id}/points": (401, 404, 409, 409, 409, 409, 409, 409, 409, 403, 401),
    "POST /learning/debates/{debate_id}/points/{point_id}": (401, 404, 409, 409, 409, 409, 409, 409, 409, 403, 401),
    "POST /learning/debates/{debate_id}/close": (401, 404, 403, 403, 200, 200, 200, 403, 200, 403, 401),
    # Nobody has written a note.
    "GET /learning/notes":                                      (401, 404, 200, 200, 200, 200, 200, 200, 200, 403, 401),
    "GET /learning/notes/{note_id}/note.txt":                   (401, 404, 404, 404, 404, 404, 404, 404, 404, 403, 401),
    "GET /learning/notes/{note_id}/note.md":                    (401, 404, 404, 404, 404, 404, 404, 404, 404, 403, 401),
    "POST /learning/notes/{note_id}/configure":                 (401, 404, 403, 403, 200, 200, 200, 403, 200, 403, 401),
    # The professor has put slides up, presents them where they are turned or stopped, and has taken them away before
    # they are put back.
    "GET /learning/slides":                                     (401, 404, 200, 200, 200, 200, 200, 200, 200, 403, 401),
    # What comes is no PDF: whoever may put one up hears that.
    "POST /learning/slides/decks":                              (401, 404, 403, 403, 415, 415, 415, 403, 415, 403, 401),
    "GET /learning/slides/decks/{deck_id}/deck.pdf":            (401, 404, 404, 404, 200, 200, 200, 404, 200, 403, 401),
    "GET /learning/slides/prepared":                            (401, 404, 403, 403, 200, 200, 200, 200, 403, 403, 401),
    "POST /learning/slides/prepared":                           (401, 404, 403, 403, 415, 415, 415, 415, 403, 403, 401),
    "DELETE /learning/slides/prepared/{deck_id}":               (401, 404, 404, 404, 204, 204, 204, 204, 404, 404, 401),
    "POST /learning/slides/prepared/{deck_id}/restore":         (401, 404, 404, 404, 200, 200, 200, 200, 404, 404, 401),
    "POST /learning/slides/take":                               (401, 404, 403, 403, 200, 200, 200, 403, 403, 403, 401),
    "POST /learning/slides/show":                               (401, 404, 403, 403, 200, 200, 200, 403, 200, 403, 401),
    "POST /learning/slides/turn":                               (401, 404, 403, 403, 403, 403, 200, 403, 403, 403, 401),
    "POST /learning/slides/stop":                               (401, 404, 403, 403, 200, 200, 200, 403, 200, 403, 401),
    # Nobody is in the room.
    "POST /learning/slides/permit":                             (401, 404, 403, 403, 404, 404, 404, 403, 404, 403, 401),
    "POST /learning/slides/decks/{deck_id}/remove":             (401, 404, 404, 404, 200, 200, 200, 404, 200, 403, 401),
    "POST /learning/slides/decks/{deck_id}/restore":            (401, 404, 404, 404, 200, 200, 200, 404, 200, 403, 401),
    "GET /learning/accommodations":                             (401, 404, 403, 403, 403, 200, 200, 200, 403, 403, 401),
    "PUT /learning/accommodations/{course_id}/{user_id}":       (401, 404, 403, 403, 403, 204, 204, 204, 403, 403, 401),
    # Of a student who is none of those who call, and has no second step.
    "GET /admin/people":                                        (401, 403, 403, 403, 403, 403, 403, 200, 403, 403, 401),
    "GET /admin/people/summary":                                (401, 403, 403, 403, 403, 403, 403, 200, 403, 403, 401),
    "POST /admin/people":                                       (401, 403, 403, 403, 403, 403, 403, 201, 403, 403, 401),
    "POST /admin/people/import":                                (401, 403, 403, 403, 403, 403, 403, 200, 403, 403, 401),
    "POST /admin/people/{person_id}/suspend":                   (401, 403, 403, 403, 403, 403, 403, 200, 403, 403, 401),
    "POST /admin/people/{person_id}/unsuspend":                 (401, 403, 403, 403, 403, 403, 403, 200, 403, 403, 401),
    "PUT /admin/people/{person_id}/role":                       (401, 403, 403, 403, 403, 403, 403, 200, 403, 403, 401),
    "POST /admin/people/{person_id}/reset-2fa":                 (401, 403, 403, 403, 403, 403, 403, 409, 403, 403, 401),
    "POST /admin/people/{person_id}/view":                      (401, 403, 403, 403, 403, 403, 403, 201, 403, 403, 401),
    # Nobody looks as somebody else here.
    "DELETE /admin/view":                                       (401, 204, 204, 204, 204, 204, 204, 204, 204, 204, 401),
    "GET /admin/audit":                                         (401, 403, 403, 403, 403, 403, 403, 200, 403, 403, 401),
    "GET /admin/audit.csv":                                     (401, 403, 403, 403, 403, 403, 403, 200, 403, 403, 401),
}  # fmt: skip

TEXT_BODIES = {
    f"{endpoint.method} {endpoint.path}": endpoint.accepts
    for endpoint in declared_endpoints()
    if endpoint.body in (str, bytes)
}

# What a guest calls by their participant token, which nothing else takes: in the order of GUESTS.
GUESTS = ("nobody", "waiting", "inside", "sent_out", "revoked", "ended")

GUESTS_CALLS: dict[str, tuple[int, ...]] = {
    # There is no such file, image nor deck, and nobody has let them present.
    "POST /guests/files/{file_id}":                             (401, 403, 404, 403, 403, 410),
    "POST /guests/board-images/{image_id}":                     (401, 403, 404, 403, 403, 410),
    "POST /guests/decks":                                       (401, 403, 403, 403, 403, 410),
    "POST /guests/decks/{deck_id}":                             (401, 403, 404, 403, 403, 410),
}  # fmt: skip

# What anybody may call who is not signed in.
OPEN = {
    "GET /auth/policy",
    "POST /auth/register",
    "POST /auth/login",
    # To sign in; who links an account there is asked for their own.
    "POST /auth/oauth/{provider}",
    "GET /auth/oauth/{provider}/callback",
    # By the cookie of who began and what the issuer sent them back with.
    "POST /auth/oauth/{provider}/callback",
    # By the challenge that the password got.
    "POST /auth/2fa/verify",
    # By what is in a letter's link, or to have one sent.
    "POST /auth/email/verify",
    "POST /auth/password/reset",
    "POST /auth/password/reset/look",
    "POST /auth/password/reset/confirm",
    "POST /auth/invitations/look",
    "POST /auth/invitations/accept",
    # By the refresh token itself.
    "POST /auth/refresh",
    "POST /auth/logout",
    # By the secret of a guest link.
    "POST /guests/look",
    "POST /guests/join",
    # By the secret in its address.
    "GET /calendar/{file}",
    # By a token that was signed for a voter, and nobody asks for whom.
    "POST /learning/polls/{poll_id}/ballots",
    "POST /learning/debates/{debate_id}/ballots",
    *GUESTS_CALLS,
    "GET /.well-known/jwks.json",
    "GET /healthz",
    "GET /readyz",
    # For this machine; everybody else must be an administrator, which it checks itself.
    "GET /metrics",
    "GET /openapi.json",
    "GET /docs",
    "GET /docs/{file}",
    "OPTIONS /courses/{course_id}/uploads",
    "OPTIONS /sessions/{session_id}/whip",
    "OPTIONS /sessions/{session_id}/whep",
    "OPTIONS /sessions/{session_id}/whip/{resource}",
    "OPTIONS /sessions/{session_id}/whep/{resource}",
}
