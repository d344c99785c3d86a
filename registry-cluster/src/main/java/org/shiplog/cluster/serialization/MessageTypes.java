package org.shiplog.cluster.serialization;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.User.UserCommand;
import org.shiplog.domain.identity.User.UserRefusal;
import org.shiplog.domain.project.ProjectCommand;
import org.shiplog.domain.project.ProjectQuery;
import org.shiplog.domain.project.ProjectRefusal;
import org.shiplog.domain.repository.RepositoryCommand;
import org.shiplog.domain.repository.RepositoryQuery;
import org.shiplog.domain.repository.RepositoryRefusal;

/**
 * The wire name, {@code name/version}, of everything that nodes ask of each other and answer. Nodes of neighbouring releases
 * talk during a rolling upgrade, so a form may only gain fields whose absence means something; any other change is a new
 * version, which one release must be able to read before the next one writes it.
 */
final class MessageTypes {
    private static final List<MessageType> CURRENT = List.of(
            new MessageType("CreateProject/1", ProjectCommand.CreateProject.class),
            new MessageType("ChangeVisibility/1", ProjectCommand.ChangeVisibility.class),
            new MessageType("RegisterRepository/1", ProjectCommand.RegisterRepository.class),
            new MessageType("RemoveRepository/1", ProjectCommand.RemoveRepository.class),
            new MessageType("DeleteProject/1", ProjectCommand.DeleteProject.class),
            new MessageType("LinkBlob/1", RepositoryCommand.LinkBlob.class),
            new MessageType("MountBlob/1", RepositoryCommand.MountBlob.class),
            new MessageType("DeleteBlob/1", RepositoryCommand.DeleteBlob.class),
            new MessageType("PushManifest/1", RepositoryCommand.PushManifest.class),
            new MessageType("DeleteManifest/1", RepositoryCommand.DeleteManifest.class),
            new MessageType("DeleteTag/1", RepositoryCommand.DeleteTag.class),
            new MessageType("RetireRepository/1", RepositoryCommand.RetireRepository.class),
            new MessageType("RegisterUser/1", UserCommand.RegisterUser.class),
            new MessageType("ChangePassword/1", UserCommand.ChangePassword.class),
            // Refusals
            new MessageType("ProjectExists/1", ProjectRefusal.ProjectExists.class),
            new MessageType("ProjectUnknown/1", ProjectRefusal.ProjectUnknown.class),
            new MessageType("ProjectNotEmpty/1", ProjectRefusal.ProjectNotEmpty.class),
            new MessageType("GenerationRetired/1", RepositoryRefusal.GenerationRetired.class),
            new MessageType("BlobUnknown/1", RepositoryRefusal.BlobUnknown.class),
            new MessageType("BlobInUse/1", RepositoryRefusal.BlobInUse.class),
            new MessageType("ManifestUnknown/1", RepositoryRefusal.ManifestUnknown.class),
            new MessageType("TagUnknown/1", RepositoryRefusal.TagUnknown.class),
            new MessageType("ManifestBlobsUnknown/1", RepositoryRefusal.ManifestBlobsUnknown.class),
            new MessageType("BlobSizeMismatch/1", RepositoryRefusal.BlobSizeMismatch.class),
            new MessageType("RepositoryNotEmpty/1", RepositoryRefusal.RepositoryNotEmpty.class),
            new MessageType("UserExists/1", UserRefusal.UserExists.class),
            new MessageType("UserUnknown/1", UserRefusal.UserUnknown.class),
            // Queries
            new MessageType("FindProject/1", ProjectQuery.FindProject.class),
            new MessageType("ListRepositories/1", ProjectQuery.ListRepositories.class),
            new MessageType("FindBlob/1", RepositoryQuery.FindBlob.class),
            new MessageType("FindManifest/1", RepositoryQuery.FindManifest.class),
            new MessageType("ResolveTag/1", RepositoryQuery.ResolveTag.class),
            new MessageType("ListTags/1", RepositoryQuery.ListTags.class),
            new MessageType("ListReferrers/1", RepositoryQuery.ListReferrers.class),
            new MessageType("FindUser/1", User.FindUser.class),
            // Answers
            new MessageType("ProjectFacts/1", ProjectQuery.ProjectFacts.class),
            new MessageType("RegisteredRepository/1", ProjectQuery.RegisteredRepository.class),
            new MessageType("Number/1", Long.class),
            new MessageType("FoundManifest/1", RepositoryQuery.FoundManifest.class),
            new MessageType("TagPage/1", RepositoryQuery.TagPage.class),
            new MessageType("ReferrerPage/1", RepositoryQuery.ReferrerPage.class),
            new MessageType("User/1", User.class));

    private final Map<Class<?>, String> names =
            CURRENT.stream().collect(Collectors.toMap(MessageType::form, MessageType::name));
    private final Map<String, Class<?>> forms =
            CURRENT.stream().collect(Collectors.toMap(MessageType::name, MessageType::form));

    private record MessageType(String name, Class<?> form) {}

    String nameOf(Object value) {
        String name = names.get(value.getClass());
        if (name == null) {
            throw new IllegalArgumentException("a message part without a wire name: " + value.getClass());
        }
        return name;
    }

    Class<?> formOf(String name) {
        Class<?> form = forms.get(name);
        if (form == null) {
            throw new IllegalArgumentException("a message part that this version does not know: " + name);
        }
        return form;
    }

    List<Class<?>> forms() {
        return CURRENT.stream().<Class<?>>map(MessageType::form).toList();
    }
}
