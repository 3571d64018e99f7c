"""What pip builds when pre-commit or prek installs this repository as a `language: python` hook.

An empty package that requires the wheel of the same version from PyPI, so that a hook is installed in seconds and
needs no compiler. The wheel itself is built in packaging/pypi. Nothing else uses this file.
"""

from setuptools import setup

setup(
    name="tidegate-pre-commit",
    version="0.1.0",
    description="Placeholder through which pre-commit and prek install the tidegate wheel",
    packages=[],
    py_modules=[],
    install_requires=["tidegate==0.1.0"],
)
