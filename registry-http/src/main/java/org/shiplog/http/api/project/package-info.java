/** Projects and their metadata. */
@NullMarked
package org.shiplog.http.api.project;

import org.jspecify.annotations.NullMarked;
