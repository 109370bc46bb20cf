namespace LocalAzure.FunctionsHost;

/// <summary>
/// The lines people see of the host and the handler, each with where it comes from and, above Information, its
/// level: stderr is an error, or a warning if it says so.
/// https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Workers/ProcessManagement/WorkerProcess.cs
/// </summary>
internal sealed class HostLog(Action<string>? write)
{
    private readonly Lock _gate = new();
    private readonly List<string> _errorsOfThisStart = [];
    private readonly List<string> _heldBack = [];
    private bool _open;

    /// <summary>What the handler wrote to stderr since it was last started.</summary>
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

    /// <summary>The handler is about to be started (again).</summary>
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

    public void OfHandler(string line, bool isError)
    {
        lock (_gate)
        {
            if (isError)
            {
                _errorsOfThisStart.Add(line);
            }

            Show($"[handler{Level(line, isError)}] {line}");
        }
    }

    /// <summary>A line of the <c>Logs</c> of an answer; always Information.</summary>
    public void OfFunction(string function, string line) => Say($"[{function}] {line}");

    public void OfHost(string line) => Say($"[host] {line}");

    private void Say(string line)
    {
        lock (_gate)
        {
            Show(line);
        }
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

    private static string Level(string line, bool isError) =>
        !isError ? "" : line.Contains("warn", StringComparison.OrdinalIgnoreCase) ? " warning" : " error";
}
