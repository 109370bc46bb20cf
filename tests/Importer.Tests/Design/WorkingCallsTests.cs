using System.Text;
using System.Text.RegularExpressions;
using Importer.Deployments;
using Importer.Design;
using Importer.Specs;

namespace Importer.Tests.Design;

/// <summary>Policies that count or cache hold for calls that make a model work, and say rightly what an API has instead.</summary>
public sealed class WorkingCallsTests
{
    // Every operation of the importer's own documents that makes no model work.
    private static readonly string[] Idle =
    [
        "AzureAI GET /info",
        "AzureOpenAI DELETE /responses/{response_id}",
        "AzureOpenAI GET /responses/{response_id}",
        "AzureOpenAI GET /responses/{response_id}/input_items",
        "AzureOpenAIV1 DELETE /responses/{response_id}",
        "AzureOpenAIV1 GET /models",
        "AzureOpenAIV1 GET /models/{model}",
        "AzureOpenAIV1 GET /responses/{response_id}",
        "AzureOpenAIV1 GET /responses/{response_id}/input_items",
        "Anthropic POST /v1/messages/count_tokens",
    ];

    /// <summary>Every operation of every document.</summary>
    public static TheoryData<string> Documented => [.. Names()];

    [Theory]
    [MemberData(nameof(Documented))]
    public void An_operation_of_our_documents_makes_a_model_work_or_is_listed_as_idle(string operation)
    {
        var (_, found) = All().Single(one => $"{one.Compatibility} {one.Operation.Method} {one.Operation.UrlTemplate}" == operation);

        Assert.Equal(!Idle.Contains(operation), found.MakesModelWork);
    }

    [Fact]
    public void What_is_listed_as_idle_is_there() => Assert.Empty(Idle.Except(Names()));

    [Theory]
    [InlineData("post", "/responses", true)]
    [InlineData("post", "/deployments/{d}/responses", true)]
    [InlineData("post", "/responses/", true)]
    [InlineData("post", "/responses/{id}/cancel", false)]
    [InlineData("get", "/responses/{id}", false)]
    [InlineData("delete", "/responses/{id}", false)]
    [InlineData("get", "/responses", false)]
    [InlineData("post", "/chat/completions", true)]
    [InlineData("get", "/chat/completions", false)]
    [InlineData("get", "/chat/completions/{id}", false)]
    [InlineData("post", "/chat/completions/{id}", false)]
    [InlineData("delete", "/chat/completions/{id}", false)]
    [InlineData("post", "/v1/messages", true)]
    [InlineData("post", "/v1/messages/count_tokens", false)]
    [InlineData("post", "/files", false)]
    [InlineData("put", "/embeddings", false)]
    public void An_operation_of_a_given_document_is_judged_by_method_and_path(string method, string path, bool works)
    {
        var operation = Assert.Single(Read($$$"""{"{{{path}}}":{"{{{method}}}":{"responses":{} } } }"""));

        Assert.Equal(works, operation.MakesModelWork);
    }

    [Fact]
    public void A_condition_names_the_calls_and_none_of_what_is_beside_them()
    {
        var operations = Read(
            """
            {"/responses":{"post":{},"get":{}},"/responses/{id}":{"get":{},"delete":{}},"/responses/{id}/cancel":{"post":{}},"/chat/completions":{"post":{}},"/embeddings":{"post":{}}}
            """
        );

        var counted = PolicyApplicability.OfCounting(operations);
        var cached = PolicyApplicability.OfCaching(operations);

        Assert.Equal(["/chat/completions", "/embeddings", "/responses"], Templates(counted.Condition!));
        Assert.Equal(["/chat/completions", "/responses"], Templates(cached.Condition!));
        Assert.All(
            [counted, cached],
            one => Assert.Contains("context.Operation.Method == \"POST\"", one.Condition, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void An_api_that_can_only_cancel_and_read_responses_has_nothing_to_count()
    {
        var counted = PolicyApplicability.OfCounting(Read("""{"/responses/{id}":{"get":{}},"/responses/{id}/cancel":{"post":{}}}"""));

        Assert.False(counted.IsAny);
        Assert.Equal(
            "works on chat, completions, embeddings and responses, and this API has no operation that is known to call a model",
            counted.Lack
        );
    }

    [Theory]
    [InlineData("/embeddings", "works on chat and responses, and this API has calls for embeddings only")]
    [InlineData("/images/generations", "works on chat and responses, and this API has calls for images only")]
    [InlineData("/audio/speech", "works on chat and responses, and this API has calls for speech only")]
    [InlineData("/images/embeddings", "works on chat and responses, and this API has calls for image embeddings only")]
    public void What_the_cache_lacks_is_said_as_it_is(string path, string sentence) =>
        Assert.Equal(sentence, PolicyApplicability.OfCaching(Read($$$"""{"{{{path}}}":{"post":{} } }""")).Lack);

    [Fact]
    public void Each_policy_has_a_sentence_of_its_own()
    {
        var operations = Read("""{"/images/generations":{"post":{}},"/audio/speech":{"post":{}},"/models":{"get":{}}}""");

        Assert.Equal(
            "works on chat, completions, embeddings and responses, and this API has calls for images, speech only",
            PolicyApplicability.OfCounting(operations).Lack
        );
        Assert.Equal(
            "works on chat and responses, and this API has calls for images, speech only",
            PolicyApplicability.OfCaching(operations).Lack
        );
        Assert.Equal(
            "works on messages, and this API has calls for images, speech only",
            PolicyApplicability.OfMessages(operations, "StandardV2").Lack
        );
    }

    private static IEnumerable<string> Names() =>
        All().Select(one => $"{one.Compatibility} {one.Operation.Method} {one.Operation.UrlTemplate}");

    private static IEnumerable<string> Templates(string condition) =>
        Regex.Matches(condition, "UrlTemplate == \"([^\"]*)\"").Select(match => match.Groups[1].Value);

    private static IEnumerable<(Compatibility Compatibility, SpecOperation Operation)> All() =>
        Enum.GetValues<Compatibility>()
            .SelectMany(compatibility =>
                SpecCatalogue
                    .For(compatibility, Enum.GetValues<Capability>().ToHashSet())
                    .Operations.Select(operation => (compatibility, operation))
            );

    private static IReadOnlyList<SpecOperation> Read(string paths) =>
        SpecReader
            .Read(
                Encoding.UTF8.GetBytes(
                    $$$"""{"openapi":"3.0.1","info":{"title":"t","version":"1"},"servers":[{"url":"https://contoso.example"}],"paths":{{{paths}}} }"""
                )
            )
            .Document!.Operations;
}
