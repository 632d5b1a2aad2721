"""What the outside meets: content policies, cookies, headers, and when the site may serve."""

from csp.constants import NONE, SELF, UNSAFE_INLINE

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "frame-ancestors": [SELF],
        # The hosted pay page is reached by a redirect after the donor's own POST.
        "form-action": [SELF, "https://checkout.stripe.com"],
    }
}
# Wagtail's admin still writes inline scripts and styles; the public site writes none.
ADMIN_CONTENT_SECURITY_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "object-src": [NONE],
    "base-uri": [SELF],
    "frame-ancestors": [SELF],
}
PERMISSIONS_POLICY: dict[str, list] = {
    "camera": [],
    "geolocation": [],
    "microphone": [],
    "payment": [],
}
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_NAME = "admin_language"

# Who may say that this site must not serve readers yet: see site/edge/health.py.
READINESS = ["wishes.lifecycle.restoring.standing_in_the_way"]
