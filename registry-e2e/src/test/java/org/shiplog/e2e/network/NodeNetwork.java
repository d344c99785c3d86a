package org.shiplog.e2e.network;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.shiplog.e2e.command.Command;
import org.shiplog.e2e.node.NodeSettings.Place;
import org.shiplog.e2e.node.Project;

/**
 * As many hosts as a cluster has nodes: network namespaces, each with two interfaces and an address on each. The outer one
 * leads to clients and balancer, the inner one to the other hosts and to whatever nodes need. This machine stands in both nets.
 * Hosts are numbered from 0. Making them needs root and iproute2.
 */
public final class NodeNetwork implements AutoCloseable {
    private static final int NETS = 250;
    private static final int THIS_MACHINE = 254;

    private final int number = RandomGenerator.getDefault().nextInt(NETS);
    private final String switches = "shiplog-%d".formatted(number);
    private final int hosts;

    /** One of the two networks that every host is plugged into. */
    private enum Net {
        OUTER(213, "o"),
        INNER(214, "i");

        private final int second;
        private final String letter;

        Net(int second, String letter) {
            this.second = second;
            this.letter = letter;
        }
    }

    private NodeNetwork(int hosts) {
        this.hosts = hosts;
    }

    public static NodeNetwork of(int hosts) {
        var network = new NodeNetwork(hosts);
        try {
            network.make();
            return network;
        } catch (AssertionError | RuntimeException failure) {
            network.close();
            throw failure;
        }
    }

    /** Where clients and balancer find the host. */
    public Place place(int host) {
        return new Place(address(Net.OUTER, host + 1), List.of("ip", "netns", "exec", namespace(host)));
    }

    /** Where the other hosts find it. */
    public String inner(int host) {
        return address(Net.INNER, host + 1);
    }

    /** What all inner addresses begin with. */
    public String innerPrefix() {
        return "10.%d.%d.".formatted(Net.INNER.second, number);
    }

    /** Where the hosts find what runs on this machine. */
    public String innerOfThisMachine() {
        return address(Net.INNER, THIS_MACHINE);
    }

    /** Takes the host from the other hosts and from what it needs; clients and balancer still reach it. */
    public void cutInside(int host) {
        unplug(Net.INNER, host);
    }

    /** Takes the host from everybody. */
    public void cutOff(int host) {
        unplug(Net.INNER, host);
        unplug(Net.OUTER, host);
    }

    public void heal(int host) {
        plug(Net.INNER, port(Net.INNER, host));
        plug(Net.OUTER, port(Net.OUTER, host));
    }

    /** Ends nothing: what runs on a host must have ended. */
    @Override
    public void close() {
        for (int host = 0; host < hosts; host++) {
            ip("netns", "delete", namespace(host)).run();
        }
        // Takes the other ends of its cables along.
        ip("netns", "delete", switches).run();
    }

    private void make() {
        // The switches have a namespace as well, where no packet filter of this machine looks at what passes.
        must("netns", "add", switches);
        for (Net net : Net.values()) {
            must("-n", switches, "link", "add", bridge(net), "type", "bridge");
            must("-n", switches, "link", "set", bridge(net), "up");
            String cable = "sl%d%s".formatted(number, net.letter);
            must("link", "add", cable, "type", "veth", "peer", "name", "uplink-" + net.letter, "netns", switches);
            must("address", "add", address(net, THIS_MACHINE) + "/24", "dev", cable);
            must("link", "set", cable, "up");
            plug(net, "uplink-" + net.letter);
        }
        for (int host = 0; host < hosts; host++) {
            String namespace = namespace(host);
            must("netns", "add", namespace);
            must("-n", namespace, "link", "set", "lo", "up");
            for (Net net : Net.values()) {
                String end = "net-" + net.letter;
                String port = port(net, host);
                must("-n", switches, "link", "add", port, "type", "veth", "peer", "name", end, "netns", namespace);
                must("-n", namespace, "address", "add", address(net, host + 1) + "/24", "dev", end);
                must("-n", namespace, "link", "set", end, "up");
                plug(net, port);
            }
        }
    }

    private void plug(Net net, String port) {
        must("-n", switches, "link", "set", port, "master", bridge(net), "up");
    }

    /** The cable stays in its socket at the host, so that the host cannot know. */
    private void unplug(Net net, int host) {
        must("-n", switches, "link", "set", port(net, host), "nomaster");
    }

    private String namespace(int host) {
        return switches + "-" + host;
    }

    private String address(Net net, int last) {
        return "10.%d.%d.%d".formatted(net.second, number, last);
    }

    private static String bridge(Net net) {
        return "bridge-" + net.letter;
    }

    private static String port(Net net, int host) {
        return "port-%s%d".formatted(net.letter, host);
    }

    private static void must(String... words) {
        var outcome = ip(words).run();
        if (outcome.status() != 0) {
            throw new AssertionError(
                    "a network that can be cut cannot be made here (it needs iproute2, root, and the right"
                            + " to make network namespaces, bridges and veth pairs): " + outcome);
        }
    }

    private static Command ip(String... words) {
        var line = new ArrayList<String>(List.of("ip"));
        line.addAll(List.of(words));
        return Command.of(Project.root(), line.toArray(String[]::new));
    }
}
