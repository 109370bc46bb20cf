using System.Xml.Linq;

namespace Importer.Policies;

/// <summary>
/// Answers calls whose path holds a part of the API's own path twice, as clients make them that add it to a base URL that has it already:
/// 404 with the base URL that is right. Such a call matches no operation, so only on-error sees it.
/// </summary>
/// <remarks>
/// The error is documented (https://learn.microsoft.com/azure/api-management/api-management-error-handling-policies, OperationNotFound);
/// that an API's own on-error runs for it is not, but people build on it (https://chunliu.me/2020/05/01/return-http-405-when-http-method-not-match-in-apim/).
/// </remarks>
internal static class WrongPaths
{
    private const string NoOperation = "@(context.LastError.Reason == \"OperationNotFound\" && (";

    // Their texts are long and the same for every API, so each is made once.
    private static readonly Choose BelowOpenAI = ExplainedAzureOpenAI(inOperations: false);
    private static readonly Choose WithOpenAI = ExplainedAzureOpenAI(inOperations: true);

    private static readonly Choose V1 = Explained(
        ["openai", "v1"],
        "",
        "The path has /openai or /v1 twice. Give the client the base URL ",
        ", and nothing is added to it. Clients of Azure OpenAI, which add /openai/deployments, do not go with this API: take those of OpenAI.",
        isAnthropic: false
    );

    private static readonly Choose AzureAI = Explained(
        ["models"],
        "",
        "The path has /models twice. Give the client the endpoint ",
        ".",
        isAnthropic: false
    );

    private static readonly Choose Anthropic = Explained(
        ["anthropic", "v1/v1"],
        "",
        "The path has /anthropic or /v1 twice. The client adds /v1/messages by itself: give it the base URL ",
        ".",
        isAnthropic: true
    );

    /// <summary>True for an element of the importer's policy that does this and nothing else.</summary>
    public static bool IsExplanation(XElement element)
    {
        ArgumentNullException.ThrowIfNull(element);
        return element.Elements().Take(2).ToList() is [var only]
            && only.Attribute("condition")?.Value.StartsWith(NoOperation, StringComparison.Ordinal) is true;
    }

    /// <summary>For an API that clients of Azure OpenAI call: they take its address without <c>/openai</c> and add that themselves.</summary>
    /// <param name="inOperations">True where the operations carry <c>/openai</c>, and the API's path does not.</param>
    public static PolicyElement OfAzureOpenAI(bool inOperations) => inOperations ? WithOpenAI : BelowOpenAI;

    /// <summary>For an API of Azure OpenAI v1.</summary>
    public static PolicyElement OfV1() => V1;

    /// <summary>For an API of Azure AI model inference.</summary>
    public static PolicyElement OfAzureAI() => AzureAI;

    /// <summary>For an API of Anthropic's messages.</summary>
    public static PolicyElement OfAnthropic() => Anthropic;

    private static Choose ExplainedAzureOpenAI(bool inOperations) =>
        Explained(
            inOperations ? ["openai/openai"] : ["openai"],
            inOperations ? "" : "/openai",
            "The path has /openai twice. The client adds it by itself: give it the endpoint ",
            ". Without such a client, call paths below /openai there.",
            isAnthropic: false
        );

    // Braces stand apart: two of them would begin a named value.
    private static Choose Explained(IReadOnlyList<string> twice, string notIn, string before, string after, bool isAnthropic) =>
        new()
        {
            Condition = $"{NoOperation}{string.Join(" || ", twice.Select(Begins))}))",
            When =
            [
                new ReturnResponse
                {
                    Status = 404,
                    Reason = "Not Found",
                    Headers = [new SetHeader { Name = "Content-Type", Values = ["application/json"] }],
                    Body = $"@{{ {Address(notIn)} return {Error($"\"{before}\" + address + \"{after}\"", isAnthropic)}.ToString(); }}",
                },
            ],
        };

    // With something behind it: a list of models is asked for at /models/models, and that is a call like any other.
    private static string Begins(string part) =>
        $"(\"/\" + context.Request.OriginalUrl.Path.Trim('/')).StartsWith(\"/\" + context.Api.Path.Trim('/') + \"/{part}/\", StringComparison.OrdinalIgnoreCase)";

    // The host is the one that the caller reached, which may be a domain of one's own.
    private static string Address(string notIn) =>
        "var url = context.Request.OriginalUrl; var path = \"/\" + context.Api.Path.Trim('/');"
        + $" var right = {(notIn.Length == 0 ? "path" : $"path.EndsWith(\"{notIn}\") ? path.Substring(0, path.LastIndexOf(\"{notIn}\")) : path")};"
        + " var address = url.Scheme + \"://\" + url.Host + (url.Port == 443 || url.Port == 80 ? \"\" : \":\" + url.Port) + right;";

    // OpenAI, Azure OpenAI and Azure AI have one form, Anthropic another.
    // Sources: https://platform.openai.com/docs/guides/error-codes, https://docs.anthropic.com/en/api/errors
    private static string Error(string message, bool isAnthropic) =>
        isAnthropic
            ? $"new JObject(new JProperty(\"type\", \"error\"), new JProperty(\"error\", new JObject(new JProperty(\"type\", \"not_found_error\"), new JProperty(\"message\", {message}))))"
            : $"new JObject(new JProperty(\"error\", new JObject(new JProperty(\"code\", \"404\"), new JProperty(\"message\", {message}), new JProperty(\"type\", \"invalid_request_error\"))))";
}
