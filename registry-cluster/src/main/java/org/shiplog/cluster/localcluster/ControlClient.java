package org.shiplog.cluster.localcluster;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.shiplog.cluster.localcluster.ControlMessage.Reply;
import org.shiplog.cluster.localcluster.ControlMessage.Request;

/** Tells a running cluster what to do, from another process. */
public final class ControlClient {
    private static final int LOST = 1;

    private ControlClient() {}

    /**
     * Asks and waits for the end.
     *
     * @param node for commands that are about one
     * @param say told what the cluster answers, line by line
     * @return the exit code; empty when no cluster runs there
     */
    public static OptionalInt ask(
            ClusterFolder folder, ControlCommand command, Optional<Integer> node, Consumer<String> say)
            throws IOException {
        if (!Files.exists(folder.socket())) {
            return OptionalInt.empty();
        }
        byte[] request = ControlMessage.line(new Request(command, node));
        try (SocketPath path = SocketPath.of(folder.socket());
                SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            try {
                channel.connect(path.address());
            } catch (IOException _) {
                // The socket of a supervisor that was killed.
                return OptionalInt.empty();
            }
            Channels.newOutputStream(channel).write(request);
            return OptionalInt.of(follow(new BufferedInputStream(Channels.newInputStream(channel)), say));
        }
    }

    private static int follow(InputStream in, Consumer<String> say) throws IOException {
        Optional<Reply> reply = ControlMessage.read(in, Reply.class);
        while (reply.isPresent()) {
            if (!reply.get().say().isEmpty()) {
                say.accept(reply.get().say());
            }
            if (reply.get().exit().isPresent()) {
                return reply.get().exit().get();
            }
            reply = ControlMessage.read(in, Reply.class);
        }
        say.accept("The cluster ended before it had answered.");
        return LOST;
    }
}
