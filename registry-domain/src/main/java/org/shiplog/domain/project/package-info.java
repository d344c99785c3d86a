/** The project aggregate: existence, visibility and which repositories belong to it. */
@NullMarked
package org.shiplog.domain.project;

import org.jspecify.annotations.NullMarked;
