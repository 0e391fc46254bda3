"""Logarithm, exponential function and quantiles that are the same on every processor.

What libraries compute differs in the last bit between processors. Here are only operations that
IEEE 754 rounds exactly (sums, products, quotients, roots, powers of two), in one order.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Context, Decimal, localcontext

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

PART = 16_384  # numbers dealt with at once, so that what lies between stays in the cache
SMALLEST = 2.0**-54  # no uniform number is nearer to 0 or to 1
SMALL = 0.34  # exponents below it need no powers of two
LARGEST_POWER = 708.0  # of e, well within what a number holds


# -- logarithm and exponential function (Sun's fdlibm, within one unit in the last place) ----------

_MANTISSA, _BIAS = 52, 1023  # how numbers are made of bits: those of the fraction, the exponent's
_BITS_OF_ROOT = 0x3FE6A09E00000000  # of about the root of a half
_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_PER_LN2 = 1.44269504088896338700
_OF_LOG = (
    *(1.479819860511658591e-01, 1.531383769920937332e-01, 1.818357216161805012e-01),
    *(2.222219843214978396e-01, 2.857142874366239149e-01, 3.999999999940941908e-01),
    *(6.666666666666735130e-01, 0.0),
)
_OF_EXP = (
    *(4.13813679705723846039e-08, -1.65339022054652515390e-06, 6.61375632143793436117e-05),
    *(-2.77777777770155933842e-03, 1.66666666666666019037e-01, 0.0),
)


def _polynomial(coefficients: tuple[float, ...], x: Numbers) -> Numbers:
    """By Horner's rule, the highest power first."""
    value = coefficients[0] * x
    value += coefficients[1]
    for coefficient in coefficients[2:]:
        value *= x
        value += coefficient
    return value


def _log(x: Numbers, left: Numbers | float = 0.0) -> Numbers:
    """The natural logarithm of positive x, and of a little that is left over of it (over x)."""
    bits = x.view(np.int64)
    power = (bits - _BITS_OF_ROOT) >> _MANTISSA
    f = (bits - (power << _MANTISSA)).view(np.float64)
    f -= 1.0
    s = 2.0 + f
    s = f / s
    half = 0.5 * f
    half *= f
    k = power.astype(np.float64)
    rest = _polynomial(_OF_LOG, s * s)
    rest += half
    rest *= s
    rest += k * _LN2_LOW
    rest += left
    rest -= half
    rest += f
    k *= _LN2_HIGH
    k += rest
    return k


def _less_one(high: Numbers, low: Numbers) -> Numbers:
    """The power of e less 1 for a small exponent, high less low."""
    r = high - low
    c = _polynomial(_OF_EXP, r * r)
    c = r - c
    r *= c
    r /= 2.0 - c
    r -= low
    r += high
    return r


def _exp(x: Numbers) -> Numbers:
    bounded = np.minimum(np.maximum(x, -LARGEST_POWER), LARGEST_POWER)
    k = np.rint(bounded * _PER_LN2)
    bounded -= k * _LN2_HIGH
    power = _less_one(bounded, k * _LN2_LOW)
    power += 1.0
    power *= ((k.astype(np.int64) + _BIAS) << _MANTISSA).view(np.float64)
    return power


def _exponential(uniforms: Numbers) -> Numbers:
    above = np.maximum(1.0 - uniforms, SMALLEST)
    left = 1.0 - above
    left -= uniforms
    left /= above
    return -_log(above, left)


def in_parts(function: Callable[[Numbers], Numbers], x: Numbers) -> Numbers:
    """A function of each number, reckoned part by part."""
    flat = np.ravel(x)
    values = np.empty(len(flat))
    for begin in range(0, len(flat), PART):
        values[begin : begin + PART] = function(flat[begin : begin + PART])
    return values.reshape(np.shape(x))


def log(x: Numbers) -> Numbers:
    """The natural logarithm of positive numbers.

    >>> log(np.array([1.0, 10.0])).tolist()
    [0.0, 2.302585092994046]
    """
    return in_parts(_log, x)


def exp(x: Numbers) -> Numbers:
    """The power of e.

    >>> exp(np.array([0.0, 1.0])).round(12).tolist()
    [1.0, 2.718281828459]
    """
    return in_parts(_exp, x)


def expm1(x: Numbers) -> Numbers:
    """The power of e less 1, exact for small exponents, too."""
    small = np.abs(x) < SMALL
    return np.where(small, _less_one(np.where(small, x, 0.0), np.zeros_like(x)), _exp(x) - 1.0)


def exponential_quantile(uniforms: Numbers) -> Numbers:
    """Of times with the same risk at every moment, of mean 1: -log(1 - u).

    >>> exponential_quantile(np.array([0.5])).tolist()
    [0.6931471805599453]
    """
    return in_parts(_exponential, uniforms)


def log_of(x: float) -> float:
    """The natural logarithm of one positive number."""
    return float(_log(np.array([x]))[0])


def log1p_of(x: float) -> float:
    """The logarithm of 1 + x, exact for small x, too."""
    above = 1.0 + x
    return float(_log(np.array([above]), (x - (above - 1.0)) / above)[0])


# -- the normal distribution (Wichura 1988, AS 241) ------------------------------------------------

_CENTRAL = 0.425  # from the median, as a share
_FAR = 5.0  # of the root of the logarithm
_RATIONAL = (
    (
        (
            *(2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4),
            *(4.5921953931549871457e4, 1.3731693765509461125e4, 1.9715909503065514427e3),
            *(1.3314166789178437745e2, 3.3871328727963666080),
        ),
        (
            *(5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4),
            *(2.1213794301586595867e4, 5.3941960214247511077e3, 6.8718700749205790830e2),
            *(4.2313330701600911252e1, 1.0),
        ),
    ),
    (
        (
            *(7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1),
            *(1.27045825245236838258, 3.64784832476320460504, 5.76949722146069140550),
            *(4.63033784615654529590, 1.42343711074968357734),
        ),
        (
            *(1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2),
            *(1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940),
            *(2.05319162663775882187, 1.0),
        ),
    ),
    (
        (
            *(2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3),
            *(2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580),
            *(5.46378491116411436990, 6.65790464350110377720),
        ),
        (
            *(2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5),
            *(7.86869131145613259100e-4, 1.48753612908506148525e-2, 1.36929880922735805310e-1),
            *(5.99832206555887937690e-1, 1.0),
        ),
    ),
)


def _ratio(number: int, x: Numbers) -> Numbers:
    above, below = _RATIONAL[number]
    return _polynomial(above, x) / _polynomial(below, x)


def _tail(chance: Numbers) -> Numbers:
    """How far out the normal distribution leaves a small chance."""
    root = np.sqrt(-_log(np.maximum(chance, SMALLEST)))
    return np.where(root <= _FAR, _ratio(1, root - 1.6), _ratio(2, root - _FAR))


def _normal(uniforms: Numbers) -> Numbers:
    centred = uniforms - 0.5
    z = centred * _ratio(0, 0.180625 - centred * centred)
    outer = np.flatnonzero(np.abs(centred) > _CENTRAL)
    u, sign = uniforms[outer], np.sign(centred[outer])
    z[outer] = sign * _tail(np.minimum(u, 1.0 - u))
    return z


def normal_quantile(uniforms: Numbers) -> Numbers:
    """Of the standard normal distribution.

    >>> normal_quantile(np.array([0.5, 0.975])).round(6).tolist()
    [0.0, 1.959964]
    """
    return in_parts(_normal, uniforms)


# -- the gamma function ----------------------------------------------------------------------------

SAFE = 25.0  # from where on what Stirling's formula lacks is known to the last bits
# Logarithms of whole quotients, as Decimal computes them exactly: what differs is divided by a
# small shape later on.
_SERIES = (
    *((1, 12), (-1, 360), (1, 1260), (-1, 1680), (1, 1188), (-691, 360_360), (1, 156)),
    *((-3617, 122_400), (43_867, 244_188), (-174_611, 125_400)),
)
_HALF_LOG_OF_TURN = Decimal("0.918938533204672741780329736405617640")  # half that of 2 pi
_FAR_ENOUGH = 25  # from where on Stirling's series holds to 28 digits
_DIGITS = 30


def log_gamma(x: float) -> float:
    """The logarithm of the gamma function of a positive number, to the last bit.

    >>> round(log_gamma(5.0), 12) == round(log_of(24.0), 12)
    True
    """
    with localcontext(Context(prec=_DIGITS)):
        at, product = Decimal(x), Decimal(1)
        while at < _FAR_ENOUGH:
            product *= at
            at += 1
        value = (at - Decimal("0.5")) * at.ln() - at + _HALF_LOG_OF_TURN + _rest(at)
        return float(value - product.ln())


def stirling_rest(x: float) -> float:
    """What Stirling's formula lacks of the logarithm, for numbers that are not small."""
    with localcontext(Context(prec=_DIGITS)):
        return float(_rest(Decimal(x)))


def _rest(x: Decimal) -> Decimal:
    powers = ((x ** (1 - 2 * n), above, below) for n, (above, below) in enumerate(_SERIES, 1))
    return sum((power * above / below for power, above, below in powers), Decimal(0))
