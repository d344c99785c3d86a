package org.shiplog.cluster.entity;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.shiplog.cluster.ArteryAddress;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.repository.RepositoryQuery.FindBlob;
import org.shiplog.storage.postgres.DatabaseAddress;

/** A member in a process of its own, that can be killed or stopped. It answers which blobs it finds. */
final class MemberProcess implements AutoCloseable {
    private static final String ANSWER = "ANSWER ";

    private final Process process;
    private final BufferedReader output;

    private MemberProcess(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Returns when it is a member. */
    static MemberProcess start(DatabaseAddress database, Address contact) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("java.class.path");
        MemberProcess member = new MemberProcess(new ProcessBuilder(
                        java,
                        "-Xmx256m",
                        "-cp",
                        classPath,
                        MemberProcess.class.getName(),
                        database.jdbcUrl(),
                        contact.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
        if (member.readAnswer().equals("ended")) {
            throw new IOException("the member did not start");
        }
        return member;
    }

    /** Sent by the system to itself: KILL, STOP or CONT. */
    void signal(String name) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException("kill ended with " + status);
        }
    }

    /** What this member tells who asks it: found, none, failed, or ended if it does not say anything any more. */
    String find(RepositoryName name, int blob) throws IOException {
        if (!process.isAlive()) {
            return "ended";
        }
        process.getOutputStream().write((name + " " + blob + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        return readAnswer();
    }

    private String readAnswer() throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(ANSWER)) {
                return line.substring(ANSWER.length());
            }
        }
        return "ended";
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** @param args the database's URL and the address of a member */
    public static void main(String[] args) throws IOException {
        TestMember member = TestMember.joining(
                new DatabaseAddress(args[0]), ArteryAddress.LOOPBACK, AddressFromURIString.parse(args[1]));
        System.out.println(ANSWER + "up");
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            String[] words = line.split(" ", 2);
            System.out.println(ANSWER + answer(member, new RepositoryName(words[0]), Integer.parseInt(words[1])));
        }
    }

    private static String answer(TestMember member, RepositoryName name, int blob) {
        try {
            return member.repositories()
                    .query(name, new FindBlob(1, Pushers.digest(blob)))
                    .toCompletableFuture()
                    .join()
                    .map(size -> "found")
                    .orElse("none");
        } catch (RuntimeException _) {
            return "failed";
        }
    }
}
