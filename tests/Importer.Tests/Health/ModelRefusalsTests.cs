using Importer.Health;

namespace Importer.Tests.Health;

/// <summary>What a model's refusal of a test call proves; words that nobody knows prove nothing.</summary>
public sealed class ModelRefusalsTests
{
    [Theory]
    [InlineData("Could not finish the message because max_tokens or model output limit was reached.")]
    [InlineData("max_tokens or model output limit was reached")]
    [InlineData("Could not finish the message because of its length.")]
    [InlineData("The model output limit is 16.")]
    public void These_words_prove_that_the_model_ran(string words) => AssertProves(RefusalProof.Works, words);

    [Theory]
    [InlineData("This model requires that either input content or output modality contain audio.")]
    [InlineData("This model requires an image.")]
    [InlineData("This model requires one of the tools web_search_preview, mcp or file_search.")]
    [InlineData("This model requires at least one of its data sources.")]
    [InlineData("The input must hold at least 8 tokens.")]
    [InlineData("Integer below minimum value.")]
    [InlineData("integer_below_min_value")]
    [InlineData("unsupported_parameter")]
    [InlineData("Unsupported parameter: 'n'.")]
    [InlineData("unsupported_value")]
    [InlineData("Unsupported value: 'temperature'.")]
    [InlineData("missing_required_parameter")]
    [InlineData("Missing required parameter: 'voice'.")]
    [InlineData("unknown_parameter")]
    [InlineData("This model is only supported with streaming.")]
    [InlineData("The answer must be streamed.")]
    [InlineData("The audio file is too short.")]
    public void These_words_prove_that_the_model_is_there_and_wants_another_request(string words) =>
        AssertProves(RefusalProof.Answers, words);

    [Theory]
    [InlineData("OperationNotSupported")]
    [InlineData("The chatCompletion operation does not work with the specified model.")]
    public void These_words_prove_that_the_operation_is_none_of_the_models(string words) =>
        AssertProves(RefusalProof.WrongOperation, words);

    [Theory]
    [InlineData("")]
    [InlineData("The request is bad in some way.")]
    [InlineData("This model requires a registration.")]
    [InlineData("The audio cannot be read.")]
    [InlineData("The image cannot be read.")]
    [InlineData("Your tools are not well formed.")]
    [InlineData("The text is too short.")]
    [InlineData("There must be at least one message.")]
    [InlineData("Too many tokens.")]
    public void Other_words_prove_nothing_half_of_a_row_included(string words) => Assert.Null(ModelRefusals.Of(Refusal(400, words)));

    [Theory]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(500)]
    public void With_another_status_the_same_words_prove_nothing(int status) =>
        Assert.Null(ModelRefusals.Of(Refusal(status, "max_tokens or model output limit was reached")));

    [Fact]
    public void In_another_mouth_the_same_words_prove_nothing() =>
        Assert.All(
            [ErrorSource.Gateway, ErrorSource.Nobody],
            source => Assert.Null(ModelRefusals.Of(Refusal(400, "max_tokens or model output limit was reached") with { Source = source }))
        );

    private static void AssertProves(RefusalProof proof, string words)
    {
        Assert.Equal(proof, ModelRefusals.Of(Refusal(400, words)));
        Assert.Equal(proof, ModelRefusals.Of(Refusal(422, words)));
        Assert.Equal(proof, ModelRefusals.Of(Refusal(400, "") with { Code = words }));
    }

    private static ProbeFault Refusal(int status, string message) =>
        new()
        {
            Status = status,
            Source = ErrorSource.Model,
            Message = message,
        };
}
