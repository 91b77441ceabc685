//! Laws of every split, on random instances; and the best of all ways, told by trying them, on tiny ones.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn atom(bytes: u64, needed_by: Functions) -> Atom {
    Atom { bytes, needed_by, ..Atom::default() }
}

fn instance(layers_max: usize, rooms_bytes: &[u64], atoms: &[(u64, Functions)]) -> Instance {
    let atoms = atoms.iter().map(|&(bytes, needed_by)| atom(bytes, needed_by)).collect();
    Instance { atoms, rooms_bytes: rooms_bytes.to_vec(), layers_max, layer_bytes: 0 }
}

#[test]
fn what_is_shared_is_stored_once() {
    let instance = instance(5, &[100, 100], &[(10, 0b01), (20, 0b10), (30, 0b11)]);
    let split = split(&instance);
    assert_eq!(split.layers.len(), 3);
    assert_eq!(instance.cost(&split.layers), Cost { stored_bytes: 60, waste_bytes: 0, layers: 3 });
    assert!(split.is_proved);
}

#[test]
fn the_smallest_part_is_taken_in_vain_where_layers_are_few() {
    // Each function has three atoms and may have two layers.
    let instance = instance(2, &[100, 100, 100], &[(40, 0b111), (9, 0b011), (5, 0b001), (3, 0b100)]);
    let split = split(&instance);
    assert_eq!(instance.cost(&split.layers), Cost { stored_bytes: 57, waste_bytes: 5, layers: 3 });
    assert!(split.is_proved);
}

#[test]
fn what_does_not_fit_in_vain_is_stored_twice() {
    let instance = instance(1, &[50, 70], &[(40, 0b11), (30, 0b10)]);
    let split = split(&instance);
    assert_eq!(instance.cost(&split.layers), Cost { stored_bytes: 110, waste_bytes: 0, layers: 2 });
}

#[test]
fn what_is_to_be_apart_is_in_no_function_but_where_it_is_needed() {
    let mut with_apart = instance(1, &[100, 100], &[(40, 0b11), (30, 0b10), (20, 0b01)]);
    assert_eq!(split(&with_apart).layers.len(), 1, "all in one layer wastes a little");
    with_apart.atoms[1].apart = vec![2];
    with_apart.atoms[2].apart = vec![1];
    assert_eq!(split(&with_apart).layers.len(), 2);
    with_apart.atoms[2].needed_by = 0b10;
    assert!(with_apart.is_valid(&split(&with_apart).layers));
}

#[test]
fn what_belongs_together_is_in_one_layer() {
    let mut joint = instance(5, &[100, 100], &[(40, 0b11), (30, 0b10)]);
    joint.atoms[0].joint = vec![1];
    joint.atoms[1].joint = vec![0];
    let one = split(&joint);
    assert_eq!(joint.cost(&one.layers), Cost { stored_bytes: 70, waste_bytes: 30, layers: 1 });
    joint.rooms_bytes[0] = 50;
    let two = split(&joint);
    assert_eq!(joint.cost(&two.layers), Cost { stored_bytes: 110, waste_bytes: 0, layers: 2 });
    assert!(one.is_proved && two.is_proved);
}

#[test]
fn many_functions_are_split_in_bounded_time() {
    let functions = FUNCTIONS_MAX as u128;
    let set = |number: u128| {
        let needing = (0..functions).filter(|f| (f * f + number * 7) % 5 < 2);
        needing.fold(1 << (number % functions), |set, f| set | 1 << f)
    };
    let atoms: Vec<(u64, Functions)> = (0..150).map(|n| (1000 + n * 37, set(u128::from(n)))).collect();
    let needed = |f: usize| atoms.iter().filter(|(_, set)| contains(*set, f)).map(|(bytes, _)| bytes).sum();
    let rooms: Vec<u64> = (0..FUNCTIONS_MAX)
        .map(|f| {
            let needed: u64 = needed(f);
            needed + 50_000
        })
        .collect();
    let instance = instance(5, &rooms, &atoms);
    let split = split(&instance);
    assert!(instance.is_valid(&split.layers) && !split.is_proved);
}

/// An instance in which every function has room for what it needs.
fn instances(functions: usize, atoms: usize) -> impl Strategy<Value = Instance> {
    let all: Functions = (1 << functions) - 1;
    let atom = (1_u64..40, 1..=all, 0..=all);
    let pairs = proptest::collection::vec((0..atoms, 0..atoms, any::<bool>()), 0..3);
    let spare = proptest::collection::vec(0_u64..60, functions);
    let atoms = proptest::collection::vec(atom, 1..=atoms);
    let layers = (1_usize..4, 0_u64..20);
    (atoms, pairs, spare, layers).prop_map(move |(atoms, pairs, spare, (layers_max, layer_bytes))| {
        let atoms = atoms.into_iter().map(|(bytes, needed_by, banned)| {
            // Half of the bans are lifted: else nothing could be shared.
            let banned_from = banned & (banned >> 1) & !needed_by;
            Atom { bytes, needed_by, banned_from, ..Atom::default() }
        });
        let mut atoms: Vec<Atom> = atoms.collect();
        for (one, two, is_apart) in pairs {
            if one != two && one < atoms.len() && two < atoms.len() {
                for (one, two) in [(one, two), (two, one)] {
                    let list = if is_apart { &mut atoms[one].apart } else { &mut atoms[one].joint };
                    list.push(two);
                }
            }
        }
        let needed = |f: usize| -> u64 {
            atoms.iter().filter(|atom| contains(atom.needed_by, f)).map(|atom| atom.bytes).sum()
        };
        let rooms_bytes =
            spare.iter().enumerate().map(|(f, spare)| needed(f) + layer_bytes + spare).collect();
        Instance { atoms, rooms_bytes, layers_max, layer_bytes }
    })
}

/// All ways to put atoms into disjoint layers, some of them into none.
fn families(atoms: usize) -> Vec<Vec<Vec<usize>>> {
    let mut families = vec![Vec::new()];
    for atom in 0..atoms {
        let mut more: Vec<Vec<Vec<usize>>> = Vec::new();
        for family in &families {
            more.push(family.clone());
            for index in 0..=family.len() {
                let mut with: Vec<Vec<usize>> = family.clone();
                match with.get_mut(index) {
                    Some(layer) => layer.push(atom),
                    None => with.push(vec![atom]),
                }
                more.push(with);
            }
        }
        families = more;
    }
    families
}

/// The cost of the best of all splits.
fn best_of_all(instance: &Instance) -> Cost {
    let families = families(instance.atoms.len());
    let fits = |function: usize, family: &&Vec<Vec<usize>>| {
        let layers: Vec<Layer> =
            family.iter().map(|atoms| Layer { atoms: atoms.clone(), functions: 1 << function }).collect();
        let has = |atom| family.iter().any(|layer| layer.contains(&atom));
        family.len() <= instance.layers_max
            && instance.accepts(function, &layers.iter().collect::<Vec<_>>())
            && (0..instance.atoms.len())
                .all(|atom| has(atom) || !contains(instance.atoms[atom].needed_by, function))
    };
    let choices: Vec<Vec<&Vec<Vec<usize>>>> = (0..instance.rooms_bytes.len())
        .map(|function| families.iter().filter(|family| fits(function, family)).collect())
        .collect();
    let mut best = None;
    let mut chosen = vec![0; choices.len()];
    loop {
        let mut layers: Vec<Layer> = Vec::new();
        for (function, &choice) in chosen.iter().enumerate() {
            for atoms in choices[function][choice] {
                match layers.iter_mut().find(|layer| layer.atoms == *atoms) {
                    Some(layer) => layer.functions |= 1 << function,
                    None => layers.push(Layer { atoms: atoms.clone(), functions: 1 << function }),
                }
            }
        }
        let cost = instance.cost(&layers);
        best = Some(best.map_or(cost, |best: Cost| best.min(cost)));
        let Some(next) = (0..chosen.len()).find(|&f| chosen[f] + 1 < choices[f].len()) else { break };
        chosen[next] += 1;
        chosen[..next].fill(0);
    }
    best.expect("a layer for each function is a way")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_split_holds_what_it_promises(instance in instances(6, 14)) {
        let split = split_within(&instance, 20_000);
        prop_assert!(instance.is_valid(&split.layers));
        let one_each = instance.cost(&one_for_each_function(&instance));
        prop_assert!(instance.cost(&split.layers) <= one_each);
        prop_assert_eq!(&split, &split_within(&instance, 20_000));
        let users: BTreeSet<Functions> = split.layers.iter().map(|layer| layer.functions).collect();
        prop_assert_eq!(users.len(), split.layers.len(), "layers that the same functions take are one");
        for layer in &split.layers {
            let needed = layer.atoms.iter().all(|&a| instance.atoms[a].needed_by & layer.functions != 0);
            prop_assert!(needed, "nothing is in a layer for nobody");
        }
    }

    #[test]
    fn no_way_is_better(instance in instances(3, 4)) {
        let split = split_within(&instance, u64::MAX);
        prop_assert!(split.is_proved);
        prop_assert_eq!(instance.cost(&split.layers), best_of_all(&instance));
    }

    #[test]
    fn an_atom_more_or_a_layer_less_is_never_cheaper(instance in instances(3, 5)) {
        let cost = |instance: &Instance| instance.cost(&split_within(instance, u64::MAX).layers);
        let more = Instance { layers_max: instance.layers_max + 1, ..instance.clone() };
        prop_assert!(cost(&more) <= cost(&instance));
        let mut fewer = instance.clone();
        fewer.atoms.pop();
        let last = fewer.atoms.len();
        for atom in &mut fewer.atoms {
            atom.apart.retain(|&other| other != last);
            atom.joint.retain(|&other| other != last);
        }
        prop_assert!(cost(&fewer).stored_bytes <= cost(&instance).stored_bytes);
    }
}
