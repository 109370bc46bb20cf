using System.Text.RegularExpressions;

namespace LocalAzure.Foundry;

/// <summary>
/// The api-version rules: dated and required under /openai and /models, optional and not dated under /openai/v1.
/// https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle
/// </summary>
internal static partial class ApiVersions
{
    /// <summary>The first version with the responses API.</summary>
    private const string FirstWithResponses = "2025-03-01-preview";

    /// <exception cref="FoundryException">404 or 400, as the surface words it.</exception>
    public static void Check(InferenceCall call)
    {
        var version = call.ApiVersion;
        if (call.IsAnthropic)
        {
            return;
        }

        if (call.IsV1)
        {
            CheckV1(version);
        }
        else if (call.Operation.Template.StartsWith("/openai", StringComparison.Ordinal))
        {
            CheckDated(call, version);
        }
        else if (version is null || !Dated().IsMatch(version))
        {
            // The wording of this refusal is not documented.
            throw FoundryException.Of(
                StatusCodes.Status400BadRequest,
                "BadRequest",
                "The api-version query parameter is missing or not a version."
            );
        }
    }

    /// <summary>
    /// Some models are newer than some versions. The braces are the service's own slip, as reported in
    /// https://github.com/microsoft/semantic-kernel/issues/12268 and https://github.com/egoist/chatwise-releases/issues/258.
    /// </summary>
    /// <exception cref="FoundryException">400.</exception>
    public static void CheckFor(ModelCard model, InferenceCall call)
    {
        if (
            !call.IsV1
            && !call.IsAnthropic
            && model.FirstVersion is { } first
            && string.CompareOrdinal(call.ApiVersion?[..10], first[..10]) < 0
        )
        {
            throw FoundryException.Of(
                StatusCodes.Status400BadRequest,
                "BadRequest",
                $"Model {{modelName}} is enabled only for api versions {first} and later"
            );
        }
    }

    private static void CheckV1(string? version)
    {
        if (version is not (null or "" or "v1" or "preview" or "latest"))
        {
            throw FoundryException.Of(StatusCodes.Status400BadRequest, "BadRequest", "API version not supported");
        }
    }

    private static void CheckDated(InferenceCall call, string? version)
    {
        if (version is null || !Dated().IsMatch(version))
        {
            throw FoundryException.NotFound();
        }

        if (
            call.Operation.Title.StartsWith("Responses_", StringComparison.Ordinal)
            && string.CompareOrdinal(version, FirstWithResponses) < 0
        )
        {
            throw FoundryException.Of(
                StatusCodes.Status400BadRequest,
                "BadRequest",
                $"Azure OpenAI Responses API is enabled only for api-version {FirstWithResponses} and later"
            );
        }
    }

    [GeneratedRegex(@"^20\d\d-\d\d-\d\d(-preview)?$")]
    private static partial Regex Dated();
}
