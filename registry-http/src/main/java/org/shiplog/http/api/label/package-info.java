/** Labels of the registry and of projects. */
@NullMarked
package org.shiplog.http.api.label;

import org.jspecify.annotations.NullMarked;
