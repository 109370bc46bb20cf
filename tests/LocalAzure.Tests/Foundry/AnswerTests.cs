using System.Text.Json.Nodes;

namespace LocalAzure.Tests.Foundry;

/// <summary>Every operation but chat.</summary>
public sealed class AnswerTests
{
    [Theory]
    [InlineData("text-embedding-3-large", 3072)]
    [InlineData("text-embedding-3-small", 1536)]
    public async Task Embeddings_of_equal_texts_are_equal_and_of_similar_texts_near(string model, int dimensions)
    {
        await using var scene = await FoundryScene.StartAsync((model, "OpenAI"));

        var reply = await scene.PostAsync(
            $"/contoso/openai/deployments/{model}/embeddings?{FoundryScene.Version}",
            JsonNode.Parse("""{"input":["the cat sat on the mat","the cat sat on a mat","quarterly revenue rose"]}""")!
        );

        var vectors = reply.Json["data"]!
            .AsArray()
            .Select(item => item!["embedding"]!.AsArray().Select(number => (double)number!).ToArray())
            .ToList();
        Assert.All(vectors, vector => Assert.Equal(dimensions, vector.Length));
        Assert.True(Cosine(vectors[0], vectors[1]) > 0.7);
        Assert.True(Cosine(vectors[0], vectors[2]) < 0.3);
        Assert.Equal((int)reply.Json["usage"]!["prompt_tokens"]!, (int)reply.Json["usage"]!["total_tokens"]!);
    }

    [Fact]
    public async Task Embeddings_come_as_base64_and_shorter_when_asked()
    {
        await using var scene = await FoundryScene.StartAsync(("text-embedding-3-large", "OpenAI"));

        var reply = await scene.PostAsync(
            "/contoso/openai/v1/embeddings",
            JsonNode.Parse("""{"model":"text-embedding-3-large","input":"ping","dimensions":256,"encoding_format":"base64"}""")!
        );

        Assert.Equal(256 * sizeof(float), Convert.FromBase64String((string)reply.Json["data"]![0]!["embedding"]!).Length);
    }

    [Fact]
    public async Task Responses_are_made_kept_listed_and_deleted()
    {
        await using var scene = await FoundryScene.StartAsync();
        var made = await scene.PostAsync(
            "/contoso/openai/v1/responses",
            JsonNode.Parse("""{"model":"gpt-4o","input":"hello to everyone who is listening today","max_output_tokens":16}""")
        );
        var id = (string)made.Json["id"]!;

        var again = await scene.GetAsync($"/contoso/openai/v1/responses/{id}");
        var items = await scene.GetAsync($"/contoso/openai/v1/responses/{id}/input_items");
        var deleted = await scene.SendAsync(HttpMethod.Delete, $"/contoso/openai/v1/responses/{id}", null);
        var gone = await scene.GetAsync($"/contoso/openai/v1/responses/{id}");

        Assert.Equal("incomplete", (string)made.Json["status"]!);
        Assert.Equal(16, (int)made.Json["usage"]!["output_tokens"]!);
        Assert.Equal(made.Text, again.Text);
        Assert.Equal("hello to everyone who is listening today", (string)items.Json["data"]![0]!["content"]![0]!["text"]!);
        Assert.True((bool)deleted.Json["deleted"]!);
        Assert.Equal(404, gone.Status);
    }

    [Fact]
    public async Task Responses_stream_their_events_in_order()
    {
        await using var scene = await FoundryScene.StartAsync();

        var reply = await scene.PostAsync(
            "/contoso/openai/responses?api-version=2025-03-01-preview",
            JsonNode.Parse("""{"model":"gpt-4o","input":"hello","stream":true}""")
        );

        var names = reply
            .Text.Split('\n')
            .Where(line => line.StartsWith("event: ", StringComparison.Ordinal))
            .Select(line => line[7..])
            .Distinct();
        Assert.Equal(
            [
                "response.created",
                "response.in_progress",
                "response.output_item.added",
                "response.content_part.added",
                "response.output_text.delta",
                "response.output_text.done",
                "response.content_part.done",
                "response.output_item.done",
                "response.completed",
            ],
            names
        );
    }

    [Theory]
    [InlineData("/contoso/openai/responses?api-version=2024-10-21", "16", "BadRequest")]
    [InlineData("/contoso/openai/v1/responses", "15", "integer_below_min_value")]
    public async Task Responses_want_their_version_and_sixteen_tokens(string path, string limit, string code)
    {
        await using var scene = await FoundryScene.StartAsync();

        var reply = await scene.PostAsync(path, JsonNode.Parse($$"""{"model":"gpt-4o","input":"hello","max_output_tokens":{{limit}}}"""));

        Assert.Equal(400, reply.Status);
        Assert.Equal(code, (string)reply.Json["error"]!["code"]!);
    }

    [Theory]
    [InlineData("\"background\":true", 501)]
    [InlineData("\"tool_choice\":\"required\"", 501)]
    [InlineData("\"text\":{\"format\":{\"type\":\"json_schema\"}}", 501)]
    [InlineData("\"previous_response_id\":\"resp_gone\"", 400)]
    public async Task Responses_refuse_what_they_cannot_do(string field, int status)
    {
        await using var scene = await FoundryScene.StartAsync();

        var reply = await scene.PostAsync(
            "/contoso/openai/v1/responses",
            JsonNode.Parse($$"""{"model":"gpt-4o","input":"hello",{{field}}}""")
        );

        Assert.Equal(status, reply.Status);
    }

    [Fact]
    public async Task Completions_answer_legacy_models_only()
    {
        await using var scene = await FoundryScene.StartAsync(("gpt-35-turbo-instruct", "OpenAI"), ("gpt-4o", "OpenAI"));
        var body = """{"prompt":"once upon","max_tokens":5}""";

        var legacy = await scene.PostAsync(
            $"/contoso/openai/deployments/gpt-35-turbo-instruct/completions?{FoundryScene.Version}",
            JsonNode.Parse(body)
        );
        var chat = await scene.PostAsync($"/contoso/openai/deployments/gpt-4o/completions?{FoundryScene.Version}", JsonNode.Parse(body));

        Assert.Equal("length", (string)legacy.Json["choices"]![0]!["finish_reason"]!);
        Assert.Equal(5, (int)legacy.Json["usage"]!["completion_tokens"]!);
        Assert.Equal(400, chat.Status);
    }

    [Theory]
    [InlineData("gpt-image-1", "/contoso/openai/deployments/gpt-image-1/images/generations?api-version=2025-04-01-preview", "total_tokens")]
    [InlineData("dall-e-3", "/contoso/openai/deployments/dall-e-3/images/generations?api-version=2024-10-21", null)]
    [InlineData("dall-e-3", "/contoso/models/images/generations?api-version=2024-05-01-preview", "image_generations")]
    public async Task Pictures_come_as_png_with_the_usage_of_their_api(string model, string path, string? usage)
    {
        await using var scene = await FoundryScene.StartAsync((model, "OpenAI"));

        var reply = await scene.PostAsync(
            path,
            JsonNode.Parse($$"""{"model":"{{model}}","prompt":"a dot","n":1,"response_format":"b64_json"}""")
        );

        Assert.Equal(200, reply.Status);
        Assert.Equal([0x89, 0x50, 0x4E, 0x47], Convert.FromBase64String((string)reply.Json["data"]![0]!["b64_json"]!)[..4]);
        Assert.Equal(usage is not null, reply.Json["usage"] is not null);
        Assert.True(usage is null || (int)reply.Json["usage"]![usage]! > 0);
    }

    [Theory]
    [InlineData("json", "application/json")]
    [InlineData("verbose_json", "application/json")]
    [InlineData("vtt", "text/plain")]
    public async Task A_recording_is_transcribed(string format, string contentType)
    {
        await using var scene = await FoundryScene.StartAsync(("whisper", "OpenAI"));
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(new byte[100]), "file", "talk.wav" },
            { new StringContent(format), "response_format" },
        };

        var reply = await scene.SendAsync(
            HttpMethod.Post,
            $"/contoso/openai/deployments/whisper/audio/transcriptions?{FoundryScene.Version}",
            form
        );

        Assert.Equal(200, reply.Status);
        Assert.Equal(contentType, reply.ContentType);
        Assert.Contains("talk.wav", reply.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mp3", "audio/mpeg")]
    [InlineData("wav", "audio/wav")]
    public async Task Speech_is_sound(string format, string contentType)
    {
        await using var scene = await FoundryScene.StartAsync(("tts", "OpenAI"));

        var reply = await scene.PostAsync(
            "/contoso/openai/deployments/tts/audio/speech?api-version=2025-03-01-preview",
            JsonNode.Parse($$"""{"model":"tts","input":"hi","voice":"alloy","response_format":"{{format}}"}""")
        );

        Assert.Equal((200, contentType), (reply.Status, reply.ContentType));
        Assert.NotEmpty(reply.Text);
    }

    [Fact]
    public async Task The_v1_listing_shows_the_catalogue_and_info_the_model_behind_a_deployment()
    {
        await using var scene = await FoundryScene.StartAsync();
        await scene.DeployAsync("DeepSeek-V3", "DeepSeek");
        scene.Later(TimeSpan.FromMinutes(1));

        var list = await scene.GetAsync("/contoso/openai/v1/models");
        var info = await scene.GetAsync("/contoso/models/info?model=DeepSeek-V3&api-version=2024-05-01-preview");

        Assert.DoesNotContain(list.Json["data"]!.AsArray(), model => (string)model!["id"]! == "DeepSeek-V3");
        Assert.Equal("DeepSeek", (string)info.Json["model_provider_name"]!);
    }

    [Fact]
    public void The_token_counter_joins_back_to_the_text()
    {
        const string Text = "  Hello, wonderful world — 12345678!\nNext line ";

        Assert.Equal(Text, string.Concat(LocalAzure.Foundry.TokenCounter.Pieces(Text)));
        Assert.Equal(0, LocalAzure.Foundry.TokenCounter.Count(string.Empty));
    }

    private static double Cosine(double[] a, double[] b) => a.Zip(b).Sum(pair => pair.First * pair.Second);
}
