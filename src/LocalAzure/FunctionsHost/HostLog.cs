using System.Text.RegularExpressions;
using LocalAzure.FunctionsHost.Protocol;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// The lines people see of the host and the worker, each with where it comes from and, above Information, its level. A line of
/// stderr is Information unless its words say otherwise; queries of addresses, which may hold keys, are cut off.
/// https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Workers/ProcessManagement/WorkerProcess.cs
/// </summary>
internal sealed partial class HostLog(Action<string>? write)
{
    private const int MostErrors = 50;

    private readonly Lock _gate = new();
    private readonly List<string> _errorsOfThisStart = [];
    private readonly List<string> _heldBack = [];
    private bool _open;

    /// <summary>What the worker wrote to stderr, and its log's errors, since it was last started.</summary>
    public IReadOnlyList<string> ErrorsOfThisStart
    {
        get
        {
            lock (_gate)
            {
                return [.. _errorsOfThisStart];
            }
        }
    }

    /// <summary>The worker is about to be started (again).</summary>
    public void NewStart()
    {
        lock (_gate)
        {
            _errorsOfThisStart.Clear();
            _heldBack.Clear();
        }
    }

    /// <summary>The first start went well: what was held back until now is shown, and the rest as it comes.</summary>
    public void Open()
    {
        lock (_gate)
        {
            _open = true;
            _heldBack.ForEach(line => write?.Invoke(line));
            _heldBack.Clear();
        }
    }

    /// <summary>A line of the worker's stdout or stderr.</summary>
    public void OfWorker(string line, bool isError)
    {
        lock (_gate)
        {
            if (isError && !line.StartsWith("   at ", StringComparison.Ordinal))
            {
                Remember(line);
            }

            Show($"[worker{(isError ? Level(line) : "")}] {WithoutQueries(line)}");
        }
    }

    /// <summary>A message of the worker's log; with or without an invocation, which it often does not name.</summary>
    public void OfWorker(RpcLog entry)
    {
        var text =
            entry.Exception is { } fault && !entry.Message.Contains(fault.Message, StringComparison.Ordinal)
                ? $"{entry.Message} {fault.Type}: {fault.Message}"
                : entry.Message;
        if (entry.Level < RpcLog.Types.Level.Information || entry.LogCategory != RpcLog.Types.RpcLogCategory.User)
        {
            return;
        }

        lock (_gate)
        {
            var level = entry.Level switch
            {
                RpcLog.Types.Level.Information => "",
                RpcLog.Types.Level.Warning => " warning",
                _ => " error",
            };
            if (level == " error")
            {
                Remember(WithoutQueries(text.Split('\n')[0].TrimEnd()));
            }

            Show($"[{entry.Category}{level}] {WithoutQueries(text)}");
        }
    }

    public void OfHost(string line) => Say($"[host] {line}");

    private void Say(string line)
    {
        lock (_gate)
        {
            Show(line);
        }
    }

    // A worker that runs for days must not fill the memory with what it once complained of.
    private void Remember(string error)
    {
        if (_errorsOfThisStart.Count == MostErrors)
        {
            _errorsOfThisStart.RemoveAt(0);
        }

        _errorsOfThisStart.Add(error);
    }

    private void Show(string line)
    {
        if (_open)
        {
            write?.Invoke(line);
        }
        else
        {
            _heldBack.Add(line);
        }
    }

    private static string WithoutQueries(string text) => Query().Replace(text, "$1");

    // https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Workers/ProcessManagement/WorkerProcess.cs
    private static string Level(string line)
    {
        if (ErrorWords().IsMatch(line))
        {
            return " error";
        }

        if (line.Contains("warn", StringComparison.OrdinalIgnoreCase))
        {
            return " warning";
        }

        return "";
    }

    [GeneratedRegex("error|fail|severe|unhandled exception", RegexOptions.IgnoreCase)]
    private static partial Regex ErrorWords();

    [GeneratedRegex(@"(/[^\s?""']*)\?[^\s""']+")]
    private static partial Regex Query();
}
