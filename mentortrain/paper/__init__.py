"""PDFs in the look of the site: certificates and transcripts. They take texts, and know nothing of people."""

from mentortrain.paper.certificate import CertificateSheet, certificate
from mentortrain.paper.transcript import Section, TranscriptSheet, transcript

__all__ = ["CertificateSheet", "Section", "TranscriptSheet", "certificate", "transcript"]
