"""How clients use the portal: the figures, the lists behind them, and what to do about it."""
