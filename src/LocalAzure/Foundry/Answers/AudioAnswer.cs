using System.Globalization;
using System.Text.Json.Nodes;

namespace LocalAzure.Foundry.Answers;

/// <summary>Transcription, translation and speech. https://learn.microsoft.com/azure/ai-foundry/openai/whisper-quickstart</summary>
internal static class AudioAnswer
{
    /// <summary>Seconds that every recording is taken to last.</summary>
    private const double Length = 1;

    public static async Task TranscribeAsync(InferenceCall call, CancellationToken cancellationToken)
    {
        if (!call.Http.Request.HasFormContentType)
        {
            throw FoundryException.Invalid("invalid_content_type", "The request has to be multipart/form-data.", null);
        }

        var form = await call.Http.Request.ReadFormAsync(cancellationToken);
        var file =
            form.Files["file"]
            ?? throw FoundryException.Invalid("missing_required_parameter", "Missing required parameter: 'file'.", "file");
        call.State.Limits.Enter(call);
        var text =
            $"This is {call.Model.Name} on LocalAzure. I heard {file.FileName} with {file.Length.ToString(CultureInfo.InvariantCulture)} bytes.";
        await WriteAsync(call, text, form["response_format"].FirstOrDefault() ?? "json", cancellationToken);
    }

    public static async Task SpeakAsync(InferenceCall call, CancellationToken cancellationToken)
    {
        var body = await call.BodyAsync(cancellationToken);
        RequestFields.Require(body, "input");
        RequestFields.Require(body, "voice");
        var format = RequestFields.Word(body["response_format"]) ?? "mp3";
        var (contentType, bytes) =
            SilentAudio.In(format) ?? throw FoundryException.NotSimulated($"speech as '{format}'; mp3, wav and pcm are");
        call.State.Limits.Enter(call);
        call.Http.Response.ContentType = contentType;
        await call.Http.Response.Body.WriteAsync(bytes, cancellationToken);
    }

    private static Task WriteAsync(InferenceCall call, string text, string format, CancellationToken cancellationToken) =>
        format switch
        {
            "json" => call.WriteAsync(new JsonObject { ["text"] = text }, cancellationToken),
            "verbose_json" => call.WriteAsync(Verbose(call, text), cancellationToken),
            "text" => WriteTextAsync(call, $"{text}\n", cancellationToken),
            "srt" => WriteTextAsync(call, $"1\n00:00:00,000 --> 00:00:01,000\n{text}\n\n", cancellationToken),
            "vtt" => WriteTextAsync(call, $"WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n{text}\n\n", cancellationToken),
            _ => throw FoundryException.Invalid(
                "invalid_value",
                $"Invalid value: '{format}'. Supported values are: 'json', 'text', 'srt', 'verbose_json' and 'vtt'.",
                "response_format"
            ),
        };

    private static Task WriteTextAsync(InferenceCall call, string text, CancellationToken cancellationToken)
    {
        call.Http.Response.ContentType = "text/plain; charset=utf-8";
        return call.Http.Response.WriteAsync(text, cancellationToken);
    }

    private static JsonObject Verbose(InferenceCall call, string text) =>
        new()
        {
            ["task"] = call.Operation.Title == "Translations_Create" ? "translate" : "transcribe",
            ["language"] = "english",
            ["duration"] = Length,
            ["text"] = text,
            ["segments"] = new JsonArray(
                new JsonObject
                {
                    ["id"] = 0,
                    ["start"] = 0,
                    ["end"] = Length,
                    ["text"] = text,
                }
            ),
        };
}
