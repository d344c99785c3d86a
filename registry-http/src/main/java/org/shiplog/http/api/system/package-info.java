/** What the registry is and how it fares. */
@NullMarked
package org.shiplog.http.api.system;

import org.jspecify.annotations.NullMarked;
