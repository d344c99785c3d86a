package org.shiplog.projections.catalog;

import java.util.Optional;
import org.shiplog.domain.project.Visibility;
import org.shiplog.projections.query.ListQuery;

/**
 * Which projects are asked for.
 *
 * @param name part of the name, in any case of letters
 * @param list its keys are name, public, owner, project_id, creation_time and update_time
 */
public record ProjectSearch(
        Visible visible,
        Optional<String> name,
        Optional<Visibility> visibility,
        Optional<String> owner,
        ListQuery list) {}
