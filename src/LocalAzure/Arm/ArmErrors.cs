using System.Text.Json.Nodes;

namespace LocalAzure.Arm;

/// <summary>
/// The management plane's refusals in its own words, see
/// https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors
/// </summary>
internal static class ArmErrors
{
    public static ArmRefusedException Refuse(int status, string code, string message, JsonArray? details = null)
    {
        var error = new JsonObject { ["code"] = code, ["message"] = message };
        if (details is not null)
        {
            error["details"] = details;
        }

        return new ArmRefusedException(new ArmAnswer(status, new JsonObject { ["error"] = error }));
    }

    public static ArmRefusedException NotSimulated(string what) =>
        Refuse(501, "NotSimulated", $"LocalAzure does not simulate {what}. What it simulates stands in docs/parity.md.");

    public static ArmRefusedException Unauthenticated() =>
        new(
            Refuse(401, "AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.")
                .Answer.With(
                    "WWW-Authenticate",
                    "Bearer authorization_uri=\"https://login.microsoftonline.com/\", error=\"invalid_token\", error_description=\"The authentication failed because of missing 'Authorization' header.\""
                )
        );

    public static ArmRefusedException MissingVersion() =>
        Refuse(400, "MissingApiVersionParameter", "The api-version query parameter (?api-version=) is required for all requests.");

    public static ArmRefusedException InvalidVersion(string version, IEnumerable<string> accepted) =>
        Refuse(
            400,
            "InvalidApiVersionParameter",
            $"The api-version '{version}' is invalid. The supported versions are '{string.Join(',', accepted)}'."
        );

    public static ArmRefusedException NoRegisteredProvider(string type, string version, IEnumerable<string> accepted) =>
        Refuse(
            400,
            "NoRegisteredProviderFound",
            $"No registered resource provider found for location '' and API version '{version}' for type '{type}'. The supported api-versions are '{string.Join(", ", accepted)}'."
        );

    public static ArmRefusedException SubscriptionNotFound(string id) =>
        Refuse(404, "SubscriptionNotFound", $"The subscription '{id}' could not be found.");

    public static ArmRefusedException ResourceGroupNotFound(string name) =>
        Refuse(404, "ResourceGroupNotFound", $"Resource group '{name}' could not be found.");

    public static ArmRefusedException ParentNotFound(string name) =>
        Refuse(
            404,
            "ParentResourceNotFound",
            $"Can not perform requested operation on nested resource. Parent resource '{name}' not found."
        );

    public static ArmRefusedException NotFound(ArmPath path) =>
        Refuse(
            404,
            "ResourceNotFound",
            $"The Resource '{path.Namespace}{string.Concat(path.Types.Zip(path.Names, (type, name) => $"/{type}/{name}"))}' under resource group '{path.ResourceGroup}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix"
        );

    public static ArmRefusedException PreconditionFailed() =>
        Refuse(412, "PreconditionFailed", "The entity tag in If-Match is not the one of the resource: it was changed since it was read.");

    /// <summary>API Management's form of a bad request: each field with its fault.</summary>
    public static ArmRefusedException Validation(params IEnumerable<(string Target, string Message)> faults) =>
        Refuse(
            400,
            "ValidationError",
            "One or more fields contain incorrect values:",
            [
                .. faults.Select(fault => new JsonObject
                {
                    ["code"] = "ValidationError",
                    ["target"] = fault.Target,
                    ["message"] = fault.Message,
                }),
            ]
        );
}
