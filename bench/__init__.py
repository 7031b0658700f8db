"""`python3 app.py bench`: what a page costs on the site as in production, beside the least a page can cost."""
