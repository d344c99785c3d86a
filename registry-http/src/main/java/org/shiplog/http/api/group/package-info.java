/** User groups. */
@NullMarked
package org.shiplog.http.api.group;

import org.jspecify.annotations.NullMarked;
