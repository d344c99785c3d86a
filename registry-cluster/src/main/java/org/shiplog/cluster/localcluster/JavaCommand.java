package org.shiplog.cluster.localcluster;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** How this process was started, to start the same program again with another command. */
final class JavaCommand {
    /** What whoever started us wants Java to be given; then nodes are given exactly that. */
    static final String WISHES = "SHIPLOG_JAVA_OPTS";

    private static final long MEBIBYTE = 1 << 20;
    private static final long LEAST_HEAP = 256;
    private static final long MOST_HEAP = 512;

    private JavaCommand() {}

    /**
     * The words that run {@code shiplog serve} with the Java, the class path, the AOT cache and the options of this process.
     *
     * @param nodes how many share this machine: without wishes they get half of its memory as heaps, 256 to 512 MiB each
     */
    static List<String> serve(Map<String, String> environment, int nodes) {
        List<String> given = ManagementFactory.getRuntimeMXBean().getInputArguments();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (environment.getOrDefault(WISHES, "").isBlank()) {
            given.stream().filter(option -> !option.startsWith("-Xmx")).forEach(command::add);
            command.add("-Xmx" + heap(totalMemory() / MEBIBYTE, nodes) + "m");
        } else {
            command.addAll(given);
        }
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(mainClass());
        command.add("serve");
        return command;
    }

    /** In MiB. */
    static long heap(long machine, int nodes) {
        return Math.clamp(machine / 2 / nodes, LEAST_HEAP, MOST_HEAP);
    }

    private static long totalMemory() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        // This one knows the limit of a container.
        return system instanceof com.sun.management.OperatingSystemMXBean hotspot
                ? hotspot.getTotalMemorySize()
                : Runtime.getRuntime().maxMemory();
    }

    private static String mainClass() {
        String command = Objects.requireNonNull(System.getProperty("sun.java.command"), "which class is running?");
        return command.split(" ", 2)[0];
    }
}
