"""What can go wrong with measuring and calibrating."""


class JudgedQuestionError(ValueError):
    """A file of judged questions is malformed; the message names file and line."""


class CalibrationError(ValueError):
    """The questions do not suffice to calibrate on."""
