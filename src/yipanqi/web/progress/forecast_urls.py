"""Where the forecast is."""

from django.urls import path

from .views import forecast

patterns = [
    path("progress/forecast/", forecast.forecast, name="forecast"),
    path("progress/forecast/<path:estate>/", forecast.forecast_estate, name="forecast-estate"),
]
