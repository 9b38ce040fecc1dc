"""Where uploads are stored, and backups that leave the machine: UPLOADS_URL and BACKUP_URL name buckets for them."""

from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from config.environment import Environment
from core.units import MEBIBYTE

DIRECTORY = {"BACKEND": "core.files.storage.MediaStorage"}
CHECKSUMS = (("request", "calculation"), ("response", "validation"))
SCHEMES = {"s3": "https", "s3+http": "http"}
INVALID_URL = (
    "{name} must be an address like s3://key:secret@s3.eu-central-1.amazonaws.com/bucket?region=eu-central-1, "
    "or s3+http:// for a server without TLS. The characters :/?#[]@ of a secret must be percent-encoded."
)
# `clean_up` deletes what no row refers to.
SAME_FOLDER = "BACKUP_URL is in the folder of UPLOADS_URL, where clean_up would delete backups: name another bucket."
# A request waits for the bucket at most some seconds; a command that sends gigabytes has time.
REQUEST_LIMITS = {"connect_timeout": 2, "read_timeout": 3, "retries": {"total_max_attempts": 2}}
BACKUP_LIMITS = {"connect_timeout": 10, "read_timeout": 60, "retries": {"total_max_attempts": 5, "mode": "standard"}}


def build_upload_storage(env: Environment) -> dict[str, Any]:
    """The entry of `STORAGES` for uploads. Raises ImproperlyConfigured, without the secret, for another address."""
    options = read_bucket(env.str("UPLOADS_URL", ""), "UPLOADS_URL", REQUEST_LIMITS)
    if not options:
        return dict(DIRECTORY)
    from boto3.s3.transfer import TransferConfig

    # The number of attempts is multiplied by that of each request.
    options["transfer_config"] = TransferConfig(num_download_attempts=1)
    return {"BACKEND": "core.files.bucket.BucketStorage", "OPTIONS": options}


def build_backup_storage(env: Environment) -> dict[str, Any]:
    """The entry `backups` of `STORAGES`; empty without a bucket for them.

    Raises ImproperlyConfigured, without the secret, for another address, and for one among the uploads.
    """
    options = read_bucket(env.str("BACKUP_URL", ""), "BACKUP_URL", BACKUP_LIMITS)
    uploads = read_bucket(env.str("UPLOADS_URL", ""), "UPLOADS_URL", REQUEST_LIMITS)
    if options and is_inside(options, uploads):
        raise ImproperlyConfigured(SAME_FOLDER)
    return {"backups": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}} if options else {}


def is_inside(options: dict[str, Any], outer: dict[str, Any]) -> bool:
    """Whether the first folder is the other one, or in it."""
    bucket = ("endpoint_url", "bucket_name")
    is_same_bucket = bool(outer) and all(options[name] == outer[name] for name in bucket)
    return is_same_bucket and f"{options['location']}/".startswith(f"{outer['location']}/".lstrip("/"))


def read_bucket(address: str, name: str, limits: dict[str, Any]) -> dict[str, Any]:
    """Options of django-storages for the address that the variable `name` holds; empty for no address."""
    if not address:
        return {}
    try:
        parts = urlsplit(address)
        host = parts.netloc.rpartition("@")[2]
        is_valid = parts.scheme in SCHEMES and bool(host and parts.username and parts.password) and parts.port != 0
    except ValueError as error:
        raise ImproperlyConfigured(INVALID_URL.format(name=name)) from error
    bucket, _, folder = parts.path.strip("/").partition("/")
    if not is_valid or not bucket:
        raise ImproperlyConfigured(INVALID_URL.format(name=name))
    return build_options(parts, host, bucket, folder, limits)


def build_options(parts: SplitResult, host: str, bucket: str, folder: str, limits: dict[str, Any]) -> dict[str, Any]:
    """No bucket name in the host name: servers in a school's network have no such DNS. Names are never given twice."""
    from botocore.config import Config  # takes a while, and most servers have no bucket

    # Servers other than that of Amazon may not know the checksums of newer clients.
    checksums = {f"{part}_checksum_{act}": "when_required" for part, act in CHECKSUMS}
    return {
        "access_key": unquote(parts.username or ""),
        "secret_key": unquote(parts.password or ""),
        "endpoint_url": f"{SCHEMES[parts.scheme]}://{host}",
        "region_name": parse_qs(parts.query).get("region", ["us-east-1"])[0],
        "bucket_name": bucket,
        "location": folder,
        "client_config": Config(s3={"addressing_style": "path"}, signature_version="s3v4", **limits, **checksums),
        "file_overwrite": False,
        "max_memory_size": MEBIBYTE,
    }
