using Importer.Deployments;
using Importer.Health;
using Importer.Tests.Builders;

namespace Importer.Tests.Health;

/// <summary>What a successful answer must hold before a model counts as healthy: by capability, and in no other field.</summary>
public sealed class ResponseValidatorTests
{
    private const string Usage = """ "usage":{"prompt_tokens":3,"completion_tokens":5,"total_tokens":9} """;

    [Theory]
    [InlineData(Capability.Chat, "{\"choices\":[{}]," + Usage + "}", null)]
    [InlineData(Capability.Chat, "{\"choices\":[{}]}", "no token usage")]
    [InlineData(Capability.Chat, "{\"choices\":[]," + Usage + "}", "no choice")]
    [InlineData(Capability.Chat, "{\"choices\":{}," + Usage + "}", "no choice")]
    [InlineData(Capability.Chat, "{" + Usage + "}", "no choice")]
    [InlineData(Capability.Completions, "{\"choices\":[{}]," + Usage + "}", null)]
    [InlineData(Capability.Completions, "{\"choices\":[{}]}", "no token usage")]
    [InlineData(Capability.Embeddings, "{\"data\":[{\"embedding\":[0.5]}]," + Usage + "}", null)]
    [InlineData(Capability.Embeddings, "{\"data\":[{\"embedding\":\"AAAA\"}]," + Usage + "}", null)]
    [InlineData(Capability.Embeddings, "{\"data\":[{\"embedding\":[0.5]}]}", "no token usage")]
    [InlineData(Capability.Embeddings, "{\"data\":[{\"embedding\":[]}]," + Usage + "}", "no embedding")]
    [InlineData(Capability.Embeddings, "{\"data\":[{\"embedding\":\"\"}]," + Usage + "}", "no embedding")]
    [InlineData(Capability.Embeddings, "{\"data\":[{\"embedding\":7}]," + Usage + "}", "no embedding")]
    [InlineData(Capability.Embeddings, "{\"data\":[{}]," + Usage + "}", "no embedding")]
    [InlineData(Capability.Embeddings, "{\"data\":[7]," + Usage + "}", "no embedding")]
    [InlineData(Capability.Embeddings, "{\"data\":[]," + Usage + "}", "no embedding")]
    [InlineData(Capability.ImageEmbeddings, "{\"data\":[{\"embedding\":[0.5]}]}", null)]
    [InlineData(Capability.ImageEmbeddings, "{\"data\":[{}]}", "no embedding")]
    [InlineData(Capability.Images, "{\"data\":[{\"b64_json\":\"AAAA\"}]}", null)]
    [InlineData(Capability.Images, "{\"data\":[{\"url\":\"https://x\"}]}", null)]
    [InlineData(Capability.Images, "{\"data\":[{\"url\":\"\",\"b64_json\":\"\"}]}", "no image")]
    [InlineData(Capability.Images, "{\"data\":[]}", "no image")]
    [InlineData(
        Capability.Messages,
        "{\"type\":\"message\",\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}",
        null
    )]
    [InlineData(Capability.Messages, "{\"type\":\"message\",\"stop_reason\":\"end_turn\"}", "no token usage")]
    [InlineData(Capability.Messages, "{\"type\":\"message\",\"stop_reason\":null}", "no finished message")]
    [InlineData(Capability.Messages, "{\"type\":\"error\",\"stop_reason\":\"end_turn\"}", "no finished message")]
    [InlineData(Capability.Responses, "{\"status\":\"completed\",\"usage\":{\"input_tokens\":1}}", null)]
    [InlineData(Capability.Responses, "{\"status\":\"incomplete\",\"usage\":{\"output_tokens\":1}}", null)]
    [InlineData(Capability.Responses, "{\"status\":\"completed\"}", "no token usage")]
    [InlineData(Capability.Responses, "{\"status\":\"failed\",\"usage\":{\"input_tokens\":1}}", "no finished response")]
    [InlineData(Capability.Responses, "{\"status\":1}", "no finished response")]
    [InlineData(Capability.Transcription, "{\"text\":\"\"}", null)]
    [InlineData(Capability.Transcription, "{\"text\":null}", "no text")]
    [InlineData(Capability.Transcription, "{}", "no text")]
    [InlineData(Capability.Translation, "{\"text\":\"bonjour\"}", null)]
    [InlineData(Capability.Translation, "{\"words\":\"bonjour\"}", "no text")]
    public void A_result_is_what_the_capability_answers(Capability capability, string body, string? missing) =>
        Assert.Equal(missing, ResponseValidator.Missing(capability, ADeployment.Of("gpt-4o"), Json(body)));

    [Theory]
    [InlineData(Capability.Chat, "{\"choices\":[{}]}", null)]
    [InlineData(Capability.Embeddings, "{\"data\":[{\"embedding\":[0.5]}]}", null)]
    [InlineData(Capability.Messages, "{\"type\":\"message\",\"stop_reason\":\"end_turn\"}", "no token usage")]
    public void Of_partner_models_only_Anthropic_must_report_usage(Capability capability, string body, string? missing) =>
        Assert.Equal(missing, ResponseValidator.Missing(capability, ADeployment.Of("Llama-3.3-70B-Instruct"), Json(body)));

    [Theory]
    [InlineData("[]", "no result")]
    [InlineData("\"well\"", "no result")]
    [InlineData("null", "no result")]
    [InlineData("{\"choices\":[{}", "no JSON (application/json)")]
    public void What_is_no_object_is_no_result(string body, string missing) =>
        Assert.Equal(missing, ResponseValidator.Missing(Capability.Chat, ADeployment.Of("gpt-4o"), Json(body)));

    [Theory]
    [InlineData("text/html", 20, "no JSON (text/html)")]
    [InlineData("", 20, "no JSON (no content type)")]
    [InlineData("application/json", 0, "an empty answer")]
    [InlineData("", 0, "an empty answer")]
    public void A_body_that_was_not_read_as_JSON_says_what_it_was(string mediaType, int length, string missing) =>
        Assert.Equal(
            missing,
            ResponseValidator.Missing(
                Capability.Chat,
                ADeployment.Of("gpt-4o"),
                new ProbeAnswer
                {
                    Status = 200,
                    MediaType = mediaType,
                    Length = length,
                    Ms = 1,
                }
            )
        );

    [Theory]
    [InlineData("audio/mpeg", 1, null)]
    [InlineData("", 1, null)]
    [InlineData("audio/mpeg", 0, "no audio")]
    [InlineData("application/JSON", 40, "no audio")]
    public void Speech_is_bytes_that_are_no_JSON(string mediaType, int length, string? missing) =>
        Assert.Equal(
            missing,
            ResponseValidator.Missing(
                Capability.Speech,
                ADeployment.Of("tts"),
                new ProbeAnswer
                {
                    Status = 200,
                    MediaType = mediaType,
                    Length = length,
                    Ms = 1,
                }
            )
        );

    [Theory]
    [InlineData(Capability.Images, "{\"data\":[{\"b64_json\":\"AAAA", null)]
    [InlineData(Capability.Images, "{\"data\":[{\"url\":\"https", "more than 1 MB")]
    [InlineData(Capability.Chat, "{\"choices\":[{\"b64_json\":\"AAAA", "more than 1 MB")]
    public void Of_an_answer_that_is_cut_only_a_picture_that_has_begun_is_a_result(Capability capability, string body, string? missing) =>
        Assert.Equal(missing, ResponseValidator.Missing(capability, ADeployment.Of("gpt-image-1"), Json(body) with { IsCut = true }));

    [Theory]
    [InlineData("""{"usage":{"prompt_tokens":3,"completion_tokens":5,"total_tokens":9}}""", 3, 5, 9)]
    [InlineData("""{"usage":{"prompt_tokens":3,"completion_tokens":5}}""", 3, 5, 8)]
    [InlineData("""{"usage":{"input_tokens":3,"output_tokens":5}}""", 3, 5, 8)]
    [InlineData("""{"usage":{"prompt_tokens":3,"input_tokens":70}}""", 3, 0, 3)]
    [InlineData("""{"usage":{"output_tokens":5}}""", 0, 5, 5)]
    [InlineData("""{"usage":{"completion_tokens":5,"output_tokens":70}}""", 0, 5, 5)]
    public void Usage_is_read_by_the_names_of_either_family(string body, int prompt, int completion, int total) =>
        Assert.Equal(new TokenUsage(prompt, completion, total), ResponseValidator.Usage(body));

    [Theory]
    [InlineData("""{"usage":{"total_tokens":9}}""")]
    [InlineData("""{"usage":{"prompt_tokens":"3"}}""")]
    [InlineData("""{"usage":{"prompt_tokens":3.5}}""")]
    [InlineData("""{"usage":null}""")]
    [InlineData("""{"usage":3}""")]
    [InlineData("""{"tokens":3}""")]
    [InlineData("""[{"usage":{"prompt_tokens":3}}]""")]
    [InlineData("""{"usage":""")]
    [InlineData("")]
    public void Usage_that_says_neither_is_none(string body) => Assert.Null(ResponseValidator.Usage(body));

    private static ProbeAnswer Json(string body) =>
        new()
        {
            Status = 200,
            MediaType = "application/json",
            Body = body,
            Length = body.Length,
            Ms = 1,
        };
}
