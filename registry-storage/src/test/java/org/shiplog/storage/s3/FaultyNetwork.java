package org.shiplog.storage.s3;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What lies between a client and a server: it passes requests on, remembers them, and loses what it is told to lose. */
public final class FaultyNetwork implements AutoCloseable {
    private static final int HEAD_LIMIT = 64 << 10;

    private final int upstream;
    private final int port;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile ServerSocket listener;
    private volatile Consumer<Request> onRequest = _ -> {};

    /** @param headers by their lower-case names */
    public record Request(String method, String target, Map<String, String> headers) {
        boolean is(String wantedMethod, String part) {
            return method.equals(wantedMethod) && target.contains(part);
        }

        Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name));
        }

        long bodyLength() {
            return header("content-length").map(Long::parseLong).orElse(0L);
        }
    }

    /** What happens to a request. */
    public sealed interface Fault {
        /** The server never sees the request. */
        record Refused(int status, String code) implements Fault {}

        /** The connection is reset when so many bytes of the request's body have passed. */
        record ResetWhileSending(long after) implements Fault {}

        /** The connection is reset when so many bytes of the response have passed, its head included. */
        record ResetWhileAnswering(long after) implements Fault {}

        /** Nothing is passed on, and nothing is answered. */
        record Silence() implements Fault {}

        /** Every so many bytes of the response take 10 ms. */
        record Slow(int chunk) implements Fault {}
    }

    private record Rule(Predicate<Request> matches, AtomicInteger left, Fault fault) {}

    private FaultyNetwork(int upstream, ServerSocket listener) {
        this.upstream = upstream;
        this.listener = listener;
        this.port = listener.getLocalPort();
        accept(listener);
    }

    public static FaultyNetwork to(int upstream) {
        try {
            return new FaultyNetwork(upstream, listen(0));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** The next requests that match meet the fault. */
    public void inject(int times, Predicate<Request> matches, Fault fault) {
        rules.add(new Rule(matches, new AtomicInteger(times), fault));
    }

    public void inject(Predicate<Request> matches, Fault fault) {
        inject(1, matches, fault);
    }

    public void heal() {
        rules.clear();
    }

    /** Told of every request before it is passed on. */
    public void watch(Consumer<Request> watcher) {
        onRequest = watcher;
    }

    public List<Request> requests() {
        return List.copyOf(requests);
    }

    public List<Request> requests(String method, String part) {
        return requests.stream().filter(request -> request.is(method, part)).toList();
    }

    public void forget() {
        requests.clear();
    }

    /** Until {@link #comeBack} connections break and new ones are refused. */
    public void goAway() {
        try {
            listener.close();
            open.forEach(FaultyNetwork::reset);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public void comeBack() {
        try {
            listener = listen(port);
            accept(listener);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ServerSocket listen(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
        return socket;
    }

    private void accept(ServerSocket from) {
        Thread.ofVirtual().start(() -> {
            while (!from.isClosed()) {
                try {
                    Socket client = from.accept();
                    Thread.ofVirtual().start(() -> serve(client));
                } catch (IOException gone) {
                    return;
                }
            }
        });
    }

    private void serve(Socket client) {
        open.add(client);
        try (client;
                Socket server = new Socket(InetAddress.getLoopbackAddress(), upstream)) {
            open.add(server);
            InputStream in = new BufferedInputStream(client.getInputStream(), 64 << 10);
            Optional<List<String>> head = readHead(in);
            if (head.isEmpty()) {
                return;
            }
            Request request = parse(head.get());
            requests.add(request);
            onRequest.accept(request);
            pass(request, head.get(), new Connection(client, in, server), fault(request));
            open.remove(server);
        } catch (IOException broken) {
            reset(client);
        } finally {
            open.remove(client);
        }
    }

    private Optional<Fault> fault(Request request) {
        return rules.stream()
                .filter(rule -> rule.matches().test(request) && rule.left().getAndDecrement() > 0)
                .findFirst()
                .map(Rule::fault);
    }

    private record Connection(Socket client, InputStream in, Socket server) {}

    // One request on each connection, so that the end of a response is the end of the connection.
    private void pass(Request request, List<String> head, Connection connection, Optional<Fault> fault)
            throws IOException {
        switch (fault.orElse(null)) {
            case Fault.Refused refused -> refuse(refused, request, connection);
            case Fault.Silence _ -> remainSilent();
            case Fault.ResetWhileSending sending -> {
                sendHead(head, connection.server());
                answerUntilClosed(connection, Long.MAX_VALUE, 0);
                copy(connection.in(), connection.server().getOutputStream(), sending.after(), 0);
                reset(connection.server());
                reset(connection.client());
            }
            case Fault.ResetWhileAnswering answering -> exchange(request, head, connection, answering.after(), 0);
            case Fault.Slow slow -> exchange(request, head, connection, Long.MAX_VALUE, slow.chunk());
            case null -> exchange(request, head, connection, Long.MAX_VALUE, 0);
        }
    }

    private void exchange(Request request, List<String> head, Connection connection, long limit, int chunk)
            throws IOException {
        sendHead(head, connection.server());
        Thread answer = answerUntilClosed(connection, limit, chunk);
        copy(connection.in(), connection.server().getOutputStream(), request.bodyLength(), 0);
        connection.server().getOutputStream().flush();
        try {
            answer.join();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static Thread answerUntilClosed(Connection connection, long limit, int chunk) {
        return Thread.ofVirtual().start(() -> {
            try {
                boolean isAll = copy(
                        connection.server().getInputStream(),
                        connection.client().getOutputStream(),
                        limit,
                        chunk);
                if (isAll) {
                    connection.client().close();
                } else {
                    reset(connection.client());
                }
            } catch (IOException broken) {
                reset(connection.client());
            }
        });
    }

    private void refuse(Fault.Refused fault, Request request, Connection connection) throws IOException {
        String body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + fault.code()
                + "</Code><Message>injected</Message></Error>";
        OutputStream out = connection.client().getOutputStream();
        if (request.header("expect").isEmpty()) {
            copy(connection.in(), OutputStream.nullOutputStream(), request.bodyLength(), 0);
        }
        String text = request.method().equals("HEAD") ? "" : body;
        out.write(("HTTP/1.1 " + fault.status()
                        + " Injected\r\nContent-Type: application/xml\r\nConnection: close\r\nContent-Length: "
                        + text.length() + "\r\n\r\n" + text)
                .getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        connection.client().shutdownOutput();
    }

    private void remainSilent() throws IOException {
        try {
            closed.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static Optional<List<String>> readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0 || head.length() > HEAD_LIMIT) {
                return Optional.empty();
            }
            head.append((char) next);
        }
        return Optional.of(head.toString().strip().lines().toList());
    }

    private static Request parse(List<String> head) {
        String[] line = head.getFirst().split(" ");
        Map<String, String> headers = new TreeMap<>();
        head.stream().skip(1).forEach(header -> {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(),
                    header.substring(colon + 1).strip());
        });
        return new Request(line[0], line[1], headers);
    }

    private static void sendHead(List<String> head, Socket server) throws IOException {
        List<String> sent = new ArrayList<>(head.stream()
                .filter(line -> !line.toLowerCase().startsWith("connection:"))
                .toList());
        sent.add("Connection: close");
        server.getOutputStream().write((String.join("\r\n", sent) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        server.getOutputStream().flush();
    }

    /** Whether the source ended before the limit, or at it for lack of more. */
    private static boolean copy(InputStream from, OutputStream to, long limit, int chunk) throws IOException {
        byte[] buffer = new byte[chunk > 0 ? chunk : 16 << 10];
        long left = limit;
        while (left > 0) {
            int count = from.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                return true;
            }
            to.write(buffer, 0, count);
            to.flush();
            left -= count;
            if (chunk > 0) {
                pause();
            }
        }
        return false;
    }

    private static void pause() throws IOException {
        try {
            new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void reset(Socket socket) {
        try (socket) {
            socket.setSoLinger(true, 0);
        } catch (IOException gone) {
            // It is closed already.
        }
    }

    @Override
    public void close() {
        closed.countDown();
        goAway();
    }
}
