using LocalAzure.State;

namespace LocalAzure.Arm;

/// <summary>
/// If-Match as API Management takes it: needed for PATCH and DELETE, looked at for PUT, see
/// https://learn.microsoft.com/rest/api/apimanagement/apis/delete. If-None-Match keeps a PUT from overwriting, as HTTP says
/// (RFC 9110, 13.1.2); the service's own pages name only If-Match, so that Azure does the same is uncertain.
/// </summary>
internal static class Preconditions
{
    public static void Check(ArmCall call, ArmResource? existing, bool required)
    {
        CheckAbsence(call, existing);
        var wanted = call.Headers.IfMatch.ToString();
        if (wanted.Length == 0)
        {
            if (required)
            {
                throw ArmErrors.Refuse(400, "ValidationError", "The If-Match header is required: the entity tag of the resource, or *.");
            }

            return;
        }

        var matches = wanted == "*" || (existing is not null && wanted.Split(',').Any(tag => Same(tag, existing.ETag)));
        if (!matches)
        {
            throw ArmErrors.PreconditionFailed();
        }
    }

    private static void CheckAbsence(ArmCall call, ArmResource? existing)
    {
        var unwanted = call.Headers.IfNoneMatch.ToString();
        if (unwanted.Length == 0)
        {
            return;
        }

        if (unwanted != "*")
        {
            throw ArmErrors.NotSimulated("If-None-Match with an entity tag: only * is");
        }

        if (existing is not null)
        {
            throw ArmErrors.Refuse(
                412,
                "PreconditionFailed",
                "The resource is there already, and If-None-Match is *: nothing was written."
            );
        }
    }

    /// <summary>Entity tags compare with and without quotes: the published samples show both.</summary>
    private static bool Same(string one, string other) => one.Trim().Trim('"') == other.Trim('"');
}
