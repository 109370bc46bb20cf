using LocalAzure.State;

namespace LocalAzure.Arm;

/// <summary>
/// If-Match as API Management takes it: needed for PATCH and DELETE, looked at for PUT, see
/// https://learn.microsoft.com/rest/api/apimanagement/apis/delete
/// </summary>
internal static class Preconditions
{
    public static void Check(ArmCall call, ArmResource? existing, bool required)
    {
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

    /// <summary>Entity tags compare with and without quotes: the published samples show both.</summary>
    private static bool Same(string one, string other) => one.Trim().Trim('"') == other.Trim('"');
}
