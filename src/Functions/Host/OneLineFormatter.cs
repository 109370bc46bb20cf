using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Functions.Host;

/// <summary>
/// Writes one line an event, because the Functions host makes one trace of each line: level, category, what is invoked, the
/// message. An exception follows on the same line. Source: https://learn.microsoft.com/azure/azure-functions/functions-custom-handlers#logs
/// </summary>
internal sealed class OneLineFormatter() : ConsoleFormatter(FormatterName)
{
    /// <summary>The name it is chosen by.</summary>
    public const string FormatterName = "one-line";

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        textWriter.Write(Level(logEntry.LogLevel));
        textWriter.Write(' ');
        textWriter.Write(logEntry.Category);
        scopeProvider?.ForEachScope(WriteInvocation, textWriter);
        textWriter.Write(": ");
        textWriter.Write(OneLine(logEntry.Formatter(logEntry.State, logEntry.Exception)));
        if (logEntry.Exception is { } exception)
        {
            textWriter.Write(" | ");
            textWriter.Write(OneLine(exception.ToString()));
        }

        textWriter.WriteLine();
    }

    // Of the scopes only ours says anything: the server's own name connections of the loopback.
    private static void WriteInvocation(object? scope, TextWriter writer)
    {
        if (scope is IReadOnlyList<KeyValuePair<string, object?>> values && values.Any(value => value.Key == "InvocationId"))
        {
            writer.Write($" [{scope}]");
        }
    }

    private static string OneLine(string? text) => text is null ? "" : text.ReplaceLineEndings(" ⏎ ");

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Critical or LogLevel.Error => "error",
        LogLevel.Warning => "warn",
        LogLevel.Information => "info",
        _ => "debug",
    };
}
