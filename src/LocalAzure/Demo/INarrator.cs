namespace LocalAzure.Demo;

/// <summary>Tells the story: in colour on a terminal, as plain lines where the output is piped.</summary>
internal interface INarrator
{
    void Title(string title, string subtitle);

    void Heading(int number, string title);

    /// <summary>What happens.</summary>
    void Say(string line);

    /// <summary>What was seen to be so.</summary>
    void Verified(string line);

    /// <summary>What was not as it should be.</summary>
    void Failed(string expected, string seen);

    /// <summary>Shows that something is under way until it is done.</summary>
    Task<T> WhileAsync<T>(string doing, Func<Task<T>> work);

    /// <summary>Columns of equal length, the first row being the head.</summary>
    void Table(IReadOnlyList<string[]> rows);
}
