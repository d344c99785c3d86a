package org.shiplog.domain.repository;

import java.util.List;
import java.util.Optional;
import org.shiplog.domain.oci.BlobReference;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.MediaType;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.oci.Tag;

/** Each command names the generation of the repository that its sender found registered with the project. */
public sealed interface RepositoryCommand {
    long generation();

    /** The blob's bytes are durable in the blob store. */
    record LinkBlob(long generation, Digest digest, long size) implements RepositoryCommand {}

    /** The blob is in {@code from}, and the caller may pull from there. */
    record MountBlob(long generation, Digest digest, long size, RepositoryName from) implements RepositoryCommand {}

    record DeleteBlob(long generation, Digest digest) implements RepositoryCommand {}

    /**
     * The manifest's bytes are durable in the manifest store.
     *
     * @param tags to move to the manifest; all of them move, or none
     * @param onlyNewTags whether a tag that stands for another manifest is to be refused
     */
    record PushManifest(long generation, ManifestFacts manifest, List<Tag> tags, boolean onlyNewTags)
            implements RepositoryCommand {
        public PushManifest {
            tags = tags.stream().distinct().toList();
        }

        /** Moves tags that there are. */
        public PushManifest(long generation, ManifestFacts manifest, List<Tag> tags) {
            this(generation, manifest, tags, false);
        }
    }

    record DeleteManifest(long generation, Digest digest) implements RepositoryCommand {}

    record DeleteTag(long generation, Tag tag) implements RepositoryCommand {}

    /** Lets a tag that there is not yet stand for a manifest. */
    record TagManifest(long generation, Digest digest, Tag tag) implements RepositoryCommand {}

    record LabelArtifact(long generation, Digest digest, long labelId) implements RepositoryCommand {}

    record UnlabelArtifact(long generation, Digest digest, long labelId) implements RepositoryCommand {}

    /** @param description for people; at most {@value #MAX_DESCRIPTION_LENGTH} characters */
    record DescribeRepository(long generation, String description) implements RepositoryCommand {
        public static final int MAX_DESCRIPTION_LENGTH = 16_384;
    }

    /** Ends this generation with everything that is in it, so that the project may forget it. */
    record DeleteRepository(long generation) implements RepositoryCommand {}

    /** Ends this generation, so that the project may forget it. Refused while there are manifests. */
    record RetireRepository(long generation) implements RepositoryCommand {}

    /**
     * Puts a tag back to what it was before an event, as long as it is what that event made it.
     *
     * @param left what the event made the tag stand for; empty for nothing
     * @param before what it stood for before
     * @param force whatever it stands for now
     */
    record ResetTag(long generation, Tag tag, Optional<Digest> left, Optional<Digest> before, boolean force)
            implements RepositoryCommand {}

    /** Puts a description back, as long as it is {@code left}; with {@code force} whatever it is. */
    record ResetDescription(long generation, String left, String before, boolean force) implements RepositoryCommand {}

    /**
     * Brings a manifest back that was deleted, together with its blobs, whose bytes are durable in the blob store.
     *
     * @param tags that stood for it, with what its deletion made of them; all of them come back, or nothing does
     * @param labels that it had
     * @param force also those tags that stand for something else now
     */
    record RestoreManifest(
            long generation, ManifestFacts manifest, List<FormerTag> tags, List<Long> labels, boolean force)
            implements RepositoryCommand {
        public RestoreManifest {
            tags = List.copyOf(tags);
            // Absent in what was written before there were any.
            labels = labels == null ? List.of() : List.copyOf(labels);
        }
    }

    /**
     * Takes back a manifest's push.
     *
     * @param tags that the push moved, with what they stood for before
     * @param force also when other tags stand for the manifest now
     */
    record WithdrawManifest(long generation, Digest digest, List<FormerTag> tags, boolean force)
            implements RepositoryCommand {
        public WithdrawManifest {
            tags = List.copyOf(tags);
        }
    }

    /**
     * A tag of a manifest that is there now and then.
     *
     * @param digest what the tag stands for when the manifest is not there; empty for nothing
     */
    record FormerTag(Tag tag, Optional<Digest> digest) {}

    /**
     * What a repository needs to know of a manifest.
     *
     * @param size of the manifest itself in bytes
     * @param blobs that must be in the repository, each once; at most {@link #MAX_BLOBS}
     * @param artifactType as the referrers API derives it (distribution-spec, "Listing Referrers"); empty if there is none
     * @param configType the media type of an image's config, or what an index says in its place that it is; empty if nothing is said
     * @param children the manifests of an index, each once; at most {@link #MAX_CHILDREN}
     * @param accelerates the image of which this is another form that starts faster; empty for most
     */
    record ManifestFacts(
            Digest digest,
            MediaType mediaType,
            long size,
            List<BlobReference> blobs,
            Optional<Digest> subject,
            String artifactType,
            String configType,
            List<Digest> children,
            Optional<Digest> accelerates) {
        /** Keeps a command and its event within one frame between nodes. */
        public static final int MAX_BLOBS = 2_048;

        /** Likewise. */
        public static final int MAX_CHILDREN = 2_048;

        public ManifestFacts {
            blobs = List.copyOf(blobs);
            // Absent in what was written before these were.
            configType = configType == null ? "" : configType;
            children = children == null ? List.of() : List.copyOf(children);
            if (children.size() > MAX_CHILDREN) {
                throw new IllegalArgumentException("more than " + MAX_CHILDREN + " children: " + children.size());
            }
            if (blobs.size() > MAX_BLOBS) {
                throw new IllegalArgumentException("more than " + MAX_BLOBS + " blobs: " + blobs.size());
            }
        }

        /** Of a manifest that is no other form of an image. */
        public ManifestFacts(
                Digest digest,
                MediaType mediaType,
                long size,
                List<BlobReference> blobs,
                Optional<Digest> subject,
                String artifactType,
                String configType,
                List<Digest> children) {
            this(digest, mediaType, size, blobs, subject, artifactType, configType, children, Optional.empty());
        }

        /** Of a manifest of which nothing is said beyond the necessary. */
        public ManifestFacts(
                Digest digest,
                MediaType mediaType,
                long size,
                List<BlobReference> blobs,
                Optional<Digest> subject,
                String artifactType) {
            this(digest, mediaType, size, blobs, subject, artifactType, "", List.of());
        }
    }
}
