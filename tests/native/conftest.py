from hypothesis import settings

# The same examples on every run, and no clock on them: a slow machine is no defect.
settings.register_profile("native", deadline=None, derandomize=True, max_examples=200)
settings.load_profile("native")
