using System.Text.Json.Nodes;

namespace LocalAzure.Foundry;

/// <summary>An error that the model endpoint answers with.</summary>
internal sealed class FoundryException(int status, JsonObject body) : Exception($"{status}: {body.ToJsonString()}")
{
    public int Status { get; } = status;

    public JsonObject Body { get; } = body;

    public Dictionary<string, string> Headers { get; } = [];

    /// <summary>The service's own shape, <c>{ error: { code, message } }</c>.</summary>
    public static FoundryException Of(int status, string code, string message) =>
        new(
            status,
            new JsonObject
            {
                ["error"] = new JsonObject { ["code"] = code, ["message"] = message },
            }
        );

    /// <summary>The shape of request faults, with the parameter at fault.</summary>
    public static FoundryException Invalid(string code, string message, string? parameter) =>
        new(
            StatusCodes.Status400BadRequest,
            new JsonObject
            {
                ["error"] = new JsonObject
                {
                    ["message"] = message,
                    ["type"] = "invalid_request_error",
                    ["param"] = parameter,
                    ["code"] = code,
                },
            }
        );

    public static FoundryException NotFound() => Of(StatusCodes.Status404NotFound, "404", "Resource not found");

    /// <summary>
    /// A path on which the account does not serve this model; the body is from reports
    /// (https://github.com/anthropics/claude-code/issues/67179, https://github.com/anomalyco/opencode/issues/14879).
    /// </summary>
    public static FoundryException ApiNotSupported() =>
        new(
            StatusCodes.Status404NotFound,
            new JsonObject
            {
                ["error"] = new JsonObject
                {
                    ["code"] = "api_not_supported",
                    ["message"] = "Requested API is currently not supported",
                    ["details"] = "Requested API is currently not supported",
                },
            }
        );

    /// <summary>The shape of Anthropic's own faults, https://docs.claude.com/en/api/errors</summary>
    public static FoundryException Anthropic(int status, string type, string message) =>
        new(
            status,
            new JsonObject
            {
                ["type"] = "error",
                ["error"] = new JsonObject { ["type"] = type, ["message"] = message },
            }
        );

    public static FoundryException DeploymentNotFound() =>
        Of(
            StatusCodes.Status404NotFound,
            "DeploymentNotFound",
            "The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again."
        );

    /// <summary>What is real but not simulated says so, instead of answering something.</summary>
    public static FoundryException NotSimulated(string what) =>
        Of(StatusCodes.Status501NotImplemented, "NotSimulatedByLocalAzure", $"LocalAzure does not simulate {what}; see docs/parity.md.");
}
