"""Where packages for the portal are."""

from django.urls import path

from .views import packages

patterns = [
    path("disclosure/packages/", packages.packages, name="packages"),
    path("disclosure/packages/make", packages.make, name="package-make"),
    path("disclosure/packages/key.pem", packages.key_file, name="package-key"),
    path("disclosure/packages/<int:number>/", packages.package, name="package"),
    path("disclosure/packages/<int:number>/file", packages.package_file, name="package-file"),
]
