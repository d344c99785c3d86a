/** The catalogue: projects, repositories, artifacts and tags as lists show them. */
@NullMarked
package org.shiplog.projections.catalog;

import org.jspecify.annotations.NullMarked;
