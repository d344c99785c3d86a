/** Rights: what roles and grants allow, on which repositories. In the words of Harbor's permissions. */
@NullMarked
package org.shiplog.domain.access;

import org.jspecify.annotations.NullMarked;
