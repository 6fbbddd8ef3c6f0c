"""Integrals of lithium hydride for packages/circuits/src/hamiltonians/lih-integrals.ts, and the energies that its tests ask for.

Not a peer and never run by us: `pip install pyscf==2.14.0`, then `python lih.py`. Signs of orbitals may come out differently; no
energy depends on them.
"""

import numpy as np
from pyscf import ao2mo, fci, gto, scf

molecule = gto.M(atom="Li 0 0 0; H 0 0 1.5949", basis="sto-3g", unit="Angstrom", symmetry=True, verbose=0)
field = scf.RHF(molecule)
field.conv_tol = 1e-14
field.run()
orbitals = field.mo_coeff
one = orbitals.T @ field.get_hcore() @ orbitals
two = ao2mo.restore(1, ao2mo.kernel(molecule, orbitals), 6)
pairs = [(p, q) for p in range(6) for q in range(p + 1)]

print("ONE", *(f"{p}{q}:{one[p, q]:.12f}" for p, q in pairs if abs(one[p, q]) > 1e-10))
print(
    "TWO",
    *(
        f"{p}{q}{r}{s}:{two[p, q, r, s]:.12f}"
        for k, (p, q) in enumerate(pairs)
        for r, s in pairs[: k + 1]
        if abs(two[p, q, r, s]) > 1e-10
    ),
)
print("Hartree-Fock with repulsion", field.e_tot, "repulsion", molecule.energy_nuc())


def lowest(active, electrons, core=()):
    """Full configuration interaction among the active orbitals, above a full core."""
    felt = one + sum((2 * two[:, :, c, c] - two[:, c, c, :] for c in core), np.zeros((6, 6)))
    constant = sum(one[c, c] + felt[c, c] for c in core)
    chosen = np.ix_(active, active)
    energy, _ = fci.direct_spin1.kernel(felt[chosen], two[np.ix_(active, active, active, active)], len(active), electrons, conv_tol=1e-14)
    return energy + constant


print("lih", lowest([1, 2, 5], 2, core=[0]), "lih-12", lowest(range(6), 4))
