package org.shiplog.cluster.simulation;

import java.util.function.Function;
import org.shiplog.cluster.simulation.Content.Blob;
import org.shiplog.cluster.simulation.Content.Manifest;
import org.shiplog.cluster.simulation.Request.Builder;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.repository.RepositoryCommand.DeleteBlob;
import org.shiplog.domain.repository.RepositoryCommand.DeleteManifest;
import org.shiplog.domain.repository.RepositoryCommand.DeleteTag;

/** Every request that a client can make, with what it must look like to the tags and blobs that it is about. */
final class Requests {
    private final Content content;

    Requests(Content content) {
        this.content = content;
    }

    static String tagName(RepositoryName repository, Tag tag) {
        return "tag " + repository + ":" + tag.value();
    }

    static String blobName(RepositoryName repository, Digest digest) {
        return "blob " + repository + "@" + digest;
    }

    Request pushBlob(RepositoryName repository, Blob blob) {
        return new Builder("push blob " + repository + " " + blob.digest())
                .changing(blobName(repository, blob.digest()), Operations.link(), Requests::done)
                .sending((door, id) -> door.pushBlob(repository, id, blob.digest(), blob.bytes()));
    }

    Request mount(RepositoryName repository, RepositoryName from, Blob blob) {
        return new Builder("mount " + repository + " from " + from + " " + blob.digest())
                .changing(blobName(repository, blob.digest()), Operations.mount(), Requests::done)
                .sending((door, id) -> door.mount(repository, id, from, blob.digest(), blob.bytes().length));
    }

    Request pushManifest(RepositoryName repository, Manifest manifest, Tag tag) {
        String digest = manifest.facts().digest().toString();
        Builder request = new Builder("push " + repository + ":" + tag.value() + " " + digest)
                .changing(tagName(repository, tag), Operations.pushToTag(digest), Requests::done);
        manifest.facts()
                .blobs()
                .forEach(blob -> request.seeing(
                        blobName(repository, blob.digest()),
                        Operations.pushWithBlob(),
                        response -> response.missing().contains(blob.digest()) ? Operations.ABSENT : done(response)));
        return request.sending(
                (door, id) -> door.pushManifest(repository, id, manifest.facts(), manifest.bytes(), tag));
    }

    Request deleteTag(RepositoryName repository, Tag tag) {
        return new Builder("delete tag " + repository + ":" + tag.value())
                .changing(tagName(repository, tag), Operations.deleteTag(), Requests::done)
                .sending((door, id) -> door.delete(repository, id, generation -> new DeleteTag(generation, tag)));
    }

    Request deleteManifest(RepositoryName repository, Digest digest) {
        return onAllTags(
                        new Builder("delete manifest " + repository + " " + digest),
                        repository,
                        Operations.deleteManifestOfTag(digest.toString()))
                .sending((door, id) ->
                        door.delete(repository, id, generation -> new DeleteManifest(generation, digest)));
    }

    Request deleteBlob(RepositoryName repository, Blob blob) {
        return new Builder("delete blob " + repository + " " + blob.digest())
                .changing(blobName(repository, blob.digest()), Operations.deleteBlob(), Requests::done)
                .sending((door, id) ->
                        door.delete(repository, id, generation -> new DeleteBlob(generation, blob.digest())));
    }

    Request retire(RepositoryName repository) {
        Builder request = new Builder("retire " + repository);
        content.tags()
                .forEach(tag ->
                        request.seeing(tagName(repository, tag), Operations.retireTag(), Requests::doneOrAbsent));
        // A repository that is not there has no tags and no blobs.
        content.blobs()
                .forEach(blob -> request.changing(
                        blobName(repository, blob.digest()), Operations.retireBlob(), Requests::doneOrAbsent));
        return request.sending((door, id) -> door.retire(repository, id));
    }

    private Builder onAllTags(Builder request, RepositoryName repository, Register.Operation operation) {
        content.tags().forEach(tag -> request.changing(tagName(repository, tag), operation, Requests::done));
        return request;
    }

    Request readTag(RepositoryName repository, Tag tag) {
        return new Builder("read " + repository + ":" + tag.value())
                .seeing(tagName(repository, tag), Operations.read(), found(Digest::toString))
                .sending((door, _) -> door.readTag(repository, tag));
    }

    Request readBlob(RepositoryName repository, Blob blob) {
        return new Builder("read blob " + repository + " " + blob.digest())
                .seeing(blobName(repository, blob.digest()), Operations.read(), found(_ -> Operations.THERE))
                .sending((door, _) -> door.readBlob(repository, blob.digest()));
    }

    private static Function<Response, String> found(Function<Digest, String> value) {
        return response -> response.digest().map(value).orElse(Register.NOTHING);
    }

    private static String done(Response response) {
        return switch (response.status()) {
            case DONE, FOUND -> Operations.DONE;
            case ABSENT -> Operations.ABSENT;
            case REFUSED, UNAVAILABLE -> Operations.REFUSED;
        };
    }

    private static String doneOrAbsent(Response response) {
        return response.status() == Response.Status.ABSENT ? Operations.DONE : done(response);
    }
}
