from dadkhah.archive.verify import verify
from django.conf import settings
import time
def test_w(committed_world):
    for processes in (1,):
        t=time.time()
        r=verify(settings.PLACE, processes=processes)
        print(time.time()-t)
    for f in r.faults: print(f)
    print(r.level, *r.proven, *r.not_proven, sep="\n")
    print(r.counts)
    assert r.holds
