package org.shiplog.projections.ledger.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tree against the definitions of RFC 6962 and the known roots of the certificate transparency project. */
class TreeTest {
    private static final int SIZES = 260;

    /** Proofs go through all pairs, which costs more. */
    private static final int PAIRS = 70;

    private static final List<String> KNOWN_ENTRIES =
            List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");
    private static final List<String> KNOWN_ROOTS = List.of(
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    private final List<TreeHash> leaves = NaiveTree.leaves(SIZES);

    @Test
    void hasTheRootsThatOtherImplementationsHave() {
        TreeEdge edge = TreeEdge.empty();
        for (int size = 0; ; size++) {
            assertThat(HexFormat.of().formatHex(edge.root().bytes()))
                    .as("size %d", size)
                    .isEqualTo(KNOWN_ROOTS.get(size));
            if (size == KNOWN_ENTRIES.size()) {
                return;
            }
            byte[] entry = HexFormat.of().parseHex(KNOWN_ENTRIES.get(size));
            edge.append(TreeHash.ofLeaf(entry), (_, _) -> {});
        }
    }

    @Test
    void hasTheRootOfTheDefinitionAtEverySize() {
        TreeEdge edge = TreeEdge.empty();
        for (int size = 0; size < SIZES; size++) {
            assertThat(edge.root()).as("size %d", size).isEqualTo(NaiveTree.root(leaves.subList(0, size)));
            edge.append(leaves.get(size), (_, _) -> {});
        }
    }

    @Test
    void growsFromItsEdgeAlone() {
        Map<NodePosition, TreeHash> stored = stored(SIZES);
        for (int size = 0; size < SIZES; size++) {
            TreeEdge edge = TreeEdge.of(
                    size, TreeEdge.positions(size).stream().map(stored::get).toList());
            edge.append(leaves.get(size), (position, hash) -> assertThat(hash).isEqualTo(stored.get(position)));
            assertThat(edge.root()).isEqualTo(NaiveTree.root(leaves.subList(0, size + 1)));
        }
    }

    @Test
    void provesEveryLeafInEveryTree() {
        Map<NodePosition, TreeHash> stored = stored(SIZES);
        for (int size = 1; size <= PAIRS; size++) {
            TreeHash root = NaiveTree.root(leaves.subList(0, size));
            for (int index = 0; index < size; index++) {
                InclusionProof proof = inclusion(stored, index, size);
                assertThat(proof.path())
                        .as("leaf %d of %d", index, size)
                        .isEqualTo(NaiveTree.path(index, leaves.subList(0, size)));
                assertThat(proof.root(leaves.get(index))).contains(root);
            }
        }
    }

    @Test
    void provesNoLeafByAnAlteredProof() {
        Map<NodePosition, TreeHash> stored = stored(SIZES);
        for (int size = 1; size <= PAIRS; size += 3) {
            Optional<TreeHash> root = Optional.of(NaiveTree.root(leaves.subList(0, size)));
            for (int index = 0; index < size; index++) {
                InclusionProof proof = inclusion(stored, index, size);
                assertThat(proof.root(leaves.get(SIZES - 1))).isNotEqualTo(root);
                for (List<TreeHash> altered : alterations(proof.path())) {
                    assertThat(new InclusionProof(index, size, altered).root(leaves.get(index)))
                            .as("leaf %d of %d by %s", index, size, altered)
                            .isNotEqualTo(root);
                }
                for (int other = 0; other < size; other++) {
                    if (other != index) {
                        assertThat(new InclusionProof(other, size, proof.path()).root(leaves.get(index)))
                                .isNotEqualTo(root);
                    }
                }
            }
        }
    }

    @Test
    void provesThatEveryTreeGrewFromEveryEarlierOne() {
        Map<NodePosition, TreeHash> stored = stored(SIZES);
        for (int to = 1; to <= PAIRS; to++) {
            TreeHash later = NaiveTree.root(leaves.subList(0, to));
            for (int from = 1; from <= to; from++) {
                ConsistencyProof proof = consistency(stored, from, to);
                assertThat(proof.path())
                        .as("from %d to %d", from, to)
                        .isEqualTo(NaiveTree.proof(from, leaves.subList(0, to)));
                assertThat(proof.proves(NaiveTree.root(leaves.subList(0, from)), later))
                        .as("from %d to %d", from, to)
                        .isTrue();
            }
        }
    }

    @Test
    void provesNoGrowthByAnAlteredProof() {
        Map<NodePosition, TreeHash> stored = stored(SIZES);
        TreeHash other = leaves.get(SIZES - 1);
        for (int to = 1; to <= PAIRS; to += 3) {
            TreeHash later = NaiveTree.root(leaves.subList(0, to));
            for (int from = 1; from <= to; from++) {
                TreeHash earlier = NaiveTree.root(leaves.subList(0, from));
                ConsistencyProof proof = consistency(stored, from, to);
                assertThat(proof.proves(other, later)).isFalse();
                assertThat(proof.proves(earlier, other)).isFalse();
                for (List<TreeHash> altered : alterations(proof.path())) {
                    assertThat(new ConsistencyProof(from, to, altered).proves(earlier, later))
                            .as("from %d to %d by %s", from, to, altered)
                            .isFalse();
                }
            }
        }
    }

    @Test
    void readsOnlyTheOneTextOfAHash() {
        String text = leaves.getFirst().toString();
        assertThat(TreeHash.parse(text)).contains(leaves.getFirst());
        for (String wrong :
                List.of("", text.substring(1), text + "=", text.replace("=", ""), "*" + text.substring(1))) {
            assertThat(TreeHash.parse(wrong)).as(wrong).isEmpty();
        }
    }

    @Test
    void refusesSizesAndPlacesThatNoTreeHas() {
        assertThatThrownBy(() -> new InclusionProof(3, 3, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ConsistencyProof(0, 3, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ConsistencyProof(4, 3, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LeafRange(2, 6)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TreeEdge.of(3, List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    /** The path with each hash changed, left out or twice, and with one more at either end. */
    private List<List<TreeHash>> alterations(List<TreeHash> path) {
        List<List<TreeHash>> altered = new ArrayList<>();
        for (int place = 0; place < path.size(); place++) {
            List<TreeHash> before = path.subList(0, place);
            List<TreeHash> after = path.subList(place + 1, path.size());
            TreeHash hash = path.get(place);
            for (List<TreeHash> instead :
                    List.of(List.of(leaves.get(SIZES - 1)), List.<TreeHash>of(), List.of(hash, hash))) {
                altered.add(
                        Stream.of(before, instead, after).flatMap(List::stream).toList());
            }
        }
        altered.add(Stream.concat(path.stream(), Stream.of(leaves.getFirst())).toList());
        altered.add(Stream.concat(Stream.of(leaves.getFirst()), path.stream()).toList());
        return altered;
    }

    private Map<NodePosition, TreeHash> stored(int size) {
        Map<NodePosition, TreeHash> stored = new HashMap<>();
        TreeEdge edge = TreeEdge.empty();
        for (int index = 0; index < size; index++) {
            stored.put(new NodePosition(0, index), leaves.get(index));
            edge.append(leaves.get(index), stored::put);
        }
        assertThat(stored).hasSize(2 * size - Integer.bitCount(size));
        return stored;
    }

    private static InclusionProof inclusion(Map<NodePosition, TreeHash> stored, int index, int size) {
        return new InclusionProof(index, size, hashes(stored, InclusionProof.ranges(index, size)));
    }

    private static ConsistencyProof consistency(Map<NodePosition, TreeHash> stored, int from, int to) {
        return new ConsistencyProof(from, to, hashes(stored, ConsistencyProof.ranges(from, to)));
    }

    private static List<TreeHash> hashes(Map<NodePosition, TreeHash> stored, List<LeafRange> ranges) {
        return ranges.stream().map(range -> range.hash(stored::get)).toList();
    }
}
