"""Lists of a fictional country, made with a seed: to try linkage and estimation where the truth is known.

>>> from dadkhah.linkage.simulate import Settings, several, simulate
>>> found = simulate(Settings(seed=1, persons=100, lists=several(2, coverage=[0.5, 0.4]), visibility=0.8))
>>> len(found.lists), found.on.shape
(2, (100, 2))
"""

from dadkhah.linkage.simulate.files import write
from dadkhah.linkage.simulate.settings import BadSettings, ListSettings, Settings, several
from dadkhah.linkage.simulate.simulation import Simulated, simulate

__all__ = ["BadSettings", "ListSettings", "Settings", "Simulated", "several", "simulate", "write"]
