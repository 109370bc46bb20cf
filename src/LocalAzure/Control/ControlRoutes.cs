using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;

namespace LocalAzure.Control;

/// <summary>
/// The routes under <c>/_local</c> that belong to every surface: journal, faults, clock, the secrets of key vaults, the groups of the
/// directory and the ends of models.
/// </summary>
internal static class ControlRoutes
{
    public static void Map(WebApplication app, Cloud cloud)
    {
        app.MapGet("/_local/journal", context => WriteJournalAsync(context, cloud));
        app.MapDelete("/_local/journal", context => Done(context, cloud.Journal.Clear));
        app.MapGet("/_local/faults", context => ListFaultsAsync(context, cloud));
        app.MapPost("/_local/faults", context => AddFaultAsync(context, cloud));
        app.MapDelete("/_local/faults", context => Done(context, cloud.Faults.Clear));
        app.MapPost("/_local/clock", context => MoveClockAsync(context, cloud));
        app.MapPost("/_local/secrets", context => KeepSecretAsync(context, cloud));
        app.MapPost("/_local/groups", context => KeepGroupAsync(context, cloud));
        app.MapPost("/_local/models", context => KeepRetirementAsync(context, cloud));
    }

    /// <summary>400 with one sentence.</summary>
    public static async Task RefuseAsync(HttpContext context, string message)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        await context.Response.WriteAsync(message, context.RequestAborted);
    }

    private static async Task WriteJournalAsync(HttpContext context, Cloud cloud)
    {
        context.Response.ContentType = "application/x-ndjson";
        var surface = context.Request.Query["surface"].ToString();
        var entries = cloud.Journal.Read(surface.Length == 0 ? null : surface, Number(context, "after") ?? 0);
        var first = Number(context, "tail") is { } tail ? Math.Max(0, entries.Count - tail) : 0;
        foreach (var entry in entries.Skip((int)first))
        {
            var line = JsonSerializer.Serialize(entry, ControlJson.Default.JournalEntry);
            await context.Response.WriteAsync($"{line}\n", context.RequestAborted);
        }
    }

    private static long? Number(HttpContext context, string name) =>
        long.TryParse(context.Request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Those that still wait for their request: who set one sees when it was met.</summary>
    private static Task ListFaultsAsync(HttpContext context, Cloud cloud)
    {
        context.Response.ContentType = "application/json";
        var rules = cloud.Faults.Waiting.Select(rule => JsonSerializer.SerializeToNode(rule, ControlJson.Default.FaultRule));
        return context.Response.WriteAsync(
            new JsonObject { ["faults"] = new JsonArray([.. rules]) }.ToJsonString(),
            context.RequestAborted
        );
    }

    private static Task Done(HttpContext context, Action action)
    {
        action();
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static async Task AddFaultAsync(HttpContext context, Cloud cloud)
    {
        try
        {
            var rule = await JsonSerializer.DeserializeAsync(context.Request.Body, ControlJson.Default.FaultRule, context.RequestAborted);
            Check(rule, cloud);
            cloud.Faults.Add(rule!);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException)
        {
            await RefuseAsync(context, $"This is not a fault rule: {fault.Message}");
        }
    }

    private static void Check(FaultRule? rule, Cloud cloud)
    {
        if (rule is null or { Status: null, DelayMs: null, Drop: null, Kill: false })
        {
            throw new ArgumentException("it needs status, delayMs, drop or kill.");
        }

        if (rule is { Kill: true } and not { Status: null, Drop: null })
        {
            throw new ArgumentException("kill does the work and loses the answer: it goes with neither status nor drop.");
        }

        if (rule.Kill && cloud.Host is null)
        {
            throw new ArgumentException("kill needs a worker, and LocalAzure runs with --no-functions.");
        }

        if (rule.Drop is not (null or "before" or "after"))
        {
            throw new ArgumentException("drop is \"before\" or \"after\".");
        }
    }

    private static async Task KeepSecretAsync(HttpContext context, Cloud cloud)
    {
        try
        {
            var request = await JsonSerializer.DeserializeAsync(
                context.Request.Body,
                ControlJson.Default.SecretRequest,
                context.RequestAborted
            );
            cloud.Secrets.Put(request?.Address ?? "", request?.Value ?? "");
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException)
        {
            await RefuseAsync(
                context,
                "Say which, for example {\"address\": \"https://contoso.vault.azure.net/secrets/key\", \"value\": \"…\"}."
            );
        }
    }

    private static async Task KeepGroupAsync(HttpContext context, Cloud cloud)
    {
        try
        {
            var request = await JsonSerializer.DeserializeAsync(
                context.Request.Body,
                ControlJson.Default.GroupRequest,
                context.RequestAborted
            );
            if (request is not { Group.Length: > 0, Members: not null })
            {
                throw new ArgumentException("group and members are wanted.");
            }

            cloud.Groups.Put(request.Group, request.Members);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException)
        {
            await RefuseAsync(context, "Say who is in it, for example {\"group\": \"<object id>\", \"members\": [\"<object id>\"]}.");
        }
    }

    private static async Task KeepRetirementAsync(HttpContext context, Cloud cloud)
    {
        try
        {
            var request = await JsonSerializer.DeserializeAsync(
                context.Request.Body,
                ControlJson.Default.ModelRetirement,
                context.RequestAborted
            );
            if (request is not { Name.Length: > 0 })
            {
                throw new ArgumentException("name is wanted.");
            }

            cloud.Retirements.Put(request);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException)
        {
            await RefuseAsync(
                context,
                "Say when, for example {\"name\": \"gpt-4o\", \"retiresAt\": \"2026-10-01T00:00:00Z\", \"replacement\": \"gpt-5.1\"}."
            );
        }
    }

    private static async Task MoveClockAsync(HttpContext context, Cloud cloud)
    {
        try
        {
            var request = await JsonSerializer.DeserializeAsync(
                context.Request.Body,
                ControlJson.Default.ClockRequest,
                context.RequestAborted
            );
            cloud.Clock.Advance(XmlConvert.ToTimeSpan(request?.Advance ?? ""));
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        catch (Exception fault) when (fault is JsonException or FormatException or ArgumentException)
        {
            await RefuseAsync(context, "Say how far, for example {\"advance\": \"PT1H\"}.");
        }
    }
}
