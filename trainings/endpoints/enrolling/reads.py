"""What enrolling refers to: the training and the supervisor."""

import uuid

from django.utils.translation import gettext as _

from accounts.models import User
from api.views import get_one_or_404
from core.exceptions import InvalidInput
from trainings.models import Training


def get_enrollable_training(manager: User, training_id: uuid.UUID | None) -> Training:
    """A training of the school that is no template; NotFound for anything else, and for None."""
    return get_one_or_404(Training.objects.visible_to(manager).without_templates(), pk=training_id)


def get_supervisor(manager: User, user_id: int | None) -> User | None:
    """The instructor of the school with this id; None for None. InvalidInput for anybody else."""
    if user_id is None:
        return None
    supervisor: User | None = User.objects.visible_to(manager).staff().filter(pk=user_id).first()
    if supervisor is None:
        raise InvalidInput.for_field("supervisor_id", _("There is no instructor with this id."))
    return supervisor
