"""`/conversions`: what every job has."""

from api.jobs.resource import Resource
from api.jobs.router import JobRouter
from domain.conversion.request import ConversionRequest

CONVERSIONS = Resource(collection="conversions", kind="conversion", noun="conversion")

router = JobRouter(CONVERSIONS, tag="conversions").everything(ConversionRequest, body="conversion")
