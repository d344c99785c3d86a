package org.shiplog.cluster.serialization;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.shiplog.domain.identity.User.UserEvent;
import org.shiplog.domain.project.ProjectEvent;
import org.shiplog.domain.repository.RepositoryEvent;

/**
 * The wire name of every event, {@code name/version}. A name once written to a journal is never given up: when an event's
 * form changes, the new form gets the next version and the old one stays readable through a conversion here.
 */
final class EventTypes {
    private static final List<EventType> CURRENT = List.of(
            new EventType("ProjectCreated/1", ProjectEvent.ProjectCreated.class),
            new EventType("VisibilityChanged/1", ProjectEvent.VisibilityChanged.class),
            new EventType("RepositoryRegistered/1", ProjectEvent.RepositoryRegistered.class),
            new EventType("RepositoryRemoved/1", ProjectEvent.RepositoryRemoved.class),
            new EventType("ProjectDeleted/1", ProjectEvent.ProjectDeleted.class),
            new EventType("RepositoryCreated/1", RepositoryEvent.RepositoryCreated.class),
            new EventType("BlobUploaded/1", RepositoryEvent.BlobUploaded.class),
            new EventType("BlobMounted/1", RepositoryEvent.BlobMounted.class),
            new EventType("BlobDeleted/1", RepositoryEvent.BlobDeleted.class),
            new EventType("ManifestPushed/1", RepositoryEvent.ManifestPushed.class),
            new EventType("ManifestDeleted/1", RepositoryEvent.ManifestDeleted.class),
            new EventType("TagMoved/1", RepositoryEvent.TagMoved.class),
            new EventType("TagDeleted/1", RepositoryEvent.TagDeleted.class),
            new EventType("RepositoryRetired/1", RepositoryEvent.RepositoryRetired.class),
            new EventType("UserRegistered/1", UserEvent.UserRegistered.class),
            new EventType("PasswordChanged/1", UserEvent.PasswordChanged.class));

    private final Map<Class<?>, String> names =
            CURRENT.stream().collect(Collectors.toMap(EventType::form, EventType::name));
    private final Map<String, Class<?>> forms =
            CURRENT.stream().collect(Collectors.toMap(EventType::name, EventType::form));

    private record EventType(String name, Class<?> form) {}

    String nameOf(Object event) {
        String name = names.get(event.getClass());
        if (name == null) {
            throw new IllegalArgumentException("an event without a wire name: " + event.getClass());
        }
        return name;
    }

    Class<?> formOf(String name) {
        Class<?> form = forms.get(name);
        if (form == null) {
            throw new IllegalArgumentException("an event that this version does not know: " + name);
        }
        return form;
    }

    List<Class<?>> forms() {
        return CURRENT.stream().<Class<?>>map(EventType::form).toList();
    }
}
